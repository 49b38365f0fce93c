"""The official Anthropic SDK for Python, with its helpers, unmodified."""

import anthropic
import pytest

MODEL = "deepreasoning"
TOOLS = [
    {"name": "weather", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}},
    {"name": "clock", "input_schema": {"type": "object", "properties": {}}},
]


@pytest.fixture
def claude(base_url):
    return anthropic.Anthropic(base_url=base_url.removesuffix("/v1"), api_key="unused", max_retries=0, timeout=60)


def user(text):
    return [{"role": "user", "content": text}]


def test_whole_answer_hides_the_reasoning_unless_asked(claude):
    plain = claude.messages.create(model=MODEL, max_tokens=400, messages=user("What is a fold?"))
    assert [block.type for block in plain.content] == ["text"]
    assert plain.content[0].text.startswith("This is a simulated answer")
    shown = claude.messages.create(
        model=MODEL,
        max_tokens=400,
        thinking={"type": "enabled", "budget_tokens": 1024},
        messages=user("What is a fold?"),
    )
    assert [block.type for block in shown.content] == ["thinking", "text"]
    assert shown.content[0].signature


def test_stream_helper_accumulates(claude):
    with claude.messages.stream(
        model=MODEL, max_tokens=400, thinking={"type": "adaptive"}, messages=user("What is a fold?")
    ) as stream:
        message = stream.get_final_message()
    assert [block.type for block in message.content] == ["thinking", "text"]
    assert message.stop_reason == "end_turn"
    assert message.usage.output_tokens > message.usage.output_tokens_details.thinking_tokens > 0


def test_an_agents_loop_with_its_thinking_sent_back(claude):
    messages = user('call the tool weather with {"city":"Bonn"} and call the tool clock')
    thinking = {"type": "enabled", "budget_tokens": 1024}
    with claude.messages.stream(
        model=MODEL, max_tokens=400, thinking=thinking, tools=TOOLS, messages=messages
    ) as stream:
        message = stream.get_final_message()
    calls = [block for block in message.content if block.type == "tool_use"]
    assert [(call.name, call.input) for call in calls] == [("weather", {"city": "Bonn"}), ("clock", {})]
    messages.append({"role": "assistant", "content": [block.model_dump() for block in message.content]})
    messages.append(
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": call.id, "content": f"from {call.name}"} for call in calls
            ],
        }
    )
    answer = claude.messages.create(model=MODEL, max_tokens=400, tools=TOOLS, thinking=thinking, messages=messages)
    assert "from weather" in answer.content[-1].text
    assert "from clock" in answer.content[-1].text


def test_tokens_are_counted_and_models_listed(claude):
    assert claude.messages.count_tokens(model=MODEL, messages=user("x")).input_tokens > 0
    assert next(iter(claude.models.list())).id == MODEL


@pytest.mark.parametrize(
    ("change", "error", "status"),
    [
        ({"model": "nope"}, anthropic.NotFoundError, 404),
        ({"messages": user("x [[sim:claude.status=429]]")}, anthropic.RateLimitError, 429),
        ({"messages": user("x [[sim:claude.status=529]]")}, anthropic.APIStatusError, 529),
        ({"messages": []}, anthropic.BadRequestError, 400),
    ],
)
def test_error_classes(claude, change, error, status):
    request = {"model": MODEL, "max_tokens": 400, "messages": user("x"), **change}
    with pytest.raises(error) as caught:
        claude.messages.create(**request, extra_body={"reasoning_mode": "off"})
    assert caught.value.status_code == status
    assert caught.value.request_id


def test_a_failure_inside_a_stream(claude):
    with pytest.raises(anthropic.APIStatusError):
        with claude.messages.stream(
            model=MODEL, max_tokens=400, messages=user("x [[sim:claude.error-after=3]]")
        ) as stream:
            stream.get_final_message()
