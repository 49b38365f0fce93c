"""The official OpenAI SDK for Python, with its helpers, unmodified."""

import asyncio
import json
import time

import openai
import pydantic
import pytest

MODEL = "deepreasoning"
WEATHER = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "The weather in a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
            "additionalProperties": False,
        },
        "strict": True,
    },
}
CLOCK = {"type": "function", "function": {"name": "clock", "parameters": {"type": "object", "properties": {}}}}


def user(text):
    return [{"role": "user", "content": text}]


def test_whole_answer_with_reasoning_and_usage(client):
    raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=user("What is a fold?"))
    answer = raw.parse()
    message = answer.choices[0].message
    assert answer.object == "chat.completion"
    assert answer.choices[0].finish_reason == "stop"
    assert message.role == "assistant"
    assert message.content.startswith("This is a simulated answer to “What is a fold?”")
    assert message.reasoning_content.startswith("This is simulated reasoning.")
    usage = answer.usage
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    assert 0 < usage.completion_tokens_details.reasoning_tokens < usage.completion_tokens
    assert raw.headers["x-request-id"]
    assert raw.headers["x-deepreasoning-reasoning"] == "complete"


def test_stream_tells_what_the_whole_answer_tells(client):
    whole = client.chat.completions.create(model=MODEL, messages=user("What is a fold?"))
    reasoning, content, finish, usage, roles = "", "", None, None, 0
    with client.chat.completions.create(
        model=MODEL, messages=user("What is a fold?"), stream=True, stream_options={"include_usage": True}
    ) as stream:
        for chunk in stream:
            if chunk.usage:
                usage = chunk.usage
            for choice in chunk.choices:
                roles += choice.delta.role == "assistant"
                reasoning += getattr(choice.delta, "reasoning_content", None) or ""
                content += choice.delta.content or ""
                finish = choice.finish_reason or finish
    assert (reasoning, content) == (whole.choices[0].message.reasoning_content, whole.choices[0].message.content)
    assert (finish, roles) == ("stop", 1)
    assert usage.completion_tokens == whole.usage.completion_tokens


def test_stream_helper_accumulates(client):
    with client.chat.completions.stream(model=MODEL, messages=user("What is a fold?")) as stream:
        for _ in stream:
            pass
        final = stream.get_final_completion()
    assert final.choices[0].message.content.startswith("This is a simulated answer")
    assert final.choices[0].finish_reason == "stop"


def test_structured_output_is_parsed(client):
    class Person(pydantic.BaseModel):
        name: str
        age: int
        tags: list[str]

    answer = client.chat.completions.parse(model=MODEL, messages=user("Who?"), response_format=Person)
    person = answer.choices[0].message.parsed
    assert isinstance(person, Person)


def test_parallel_tool_calls_go_round(client):
    messages = user('call the tool weather with {"city":"Köln"} and call the tool clock')
    with client.chat.completions.stream(model=MODEL, messages=messages, tools=[WEATHER, CLOCK]) as stream:
        for _ in stream:
            pass
        message = stream.get_final_completion().choices[0].message
    names = [call.function.name for call in message.tool_calls]
    assert names == ["weather", "clock"]
    assert json.loads(message.tool_calls[0].function.arguments) == {"city": "Köln"}
    assert json.loads(message.tool_calls[1].function.arguments) == {}
    messages.append(message.model_dump(exclude_none=True))
    # In the other order than they were called.
    for call, result in reversed(list(zip(message.tool_calls, ["rain: 7 °C", "noon"]))):
        messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
    raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=messages, tools=[WEATHER, CLOCK])
    answer = raw.parse()
    assert "rain: 7 °C" in answer.choices[0].message.content
    assert answer.choices[0].finish_reason == "stop"
    assert raw.headers["x-deepreasoning-reasoning"] == "off"


def test_forced_tool_choice(client):
    answer = client.chat.completions.create(
        model=MODEL,
        messages=user("The weather?"),
        tools=[WEATHER],
        tool_choice={"type": "function", "function": {"name": "weather"}},
    )
    assert answer.choices[0].finish_reason in ("tool_calls", "stop")
    assert json.loads(answer.choices[0].message.tool_calls[0].function.arguments).keys() == {"city"}


def test_the_gateways_own_parameters_travel_as_extra_body(client):
    raw = client.chat.completions.with_raw_response.create(
        model=MODEL,
        messages=user("Short."),
        temperature=1.7,
        extra_body={"anthropic_model": "claude-haiku-4-5-20251001", "include_reasoning": False},
    )
    answer = raw.parse()
    assert not hasattr(answer.choices[0].message, "reasoning_content")
    assert "temperature;from=1.7;to=1" in raw.headers["x-deepreasoning-adjusted"]
    stages = answer.usage.deepreasoning["stages"]
    assert stages[-1]["model"] == "claude-haiku-4-5-20251001"


def test_async_streams_run_side_by_side(base_url):
    async def one(client, number):
        text = ""
        stream = await client.chat.completions.create(
            model=MODEL, messages=user(f"Question {number}"), stream=True
        )
        async for chunk in stream:
            text += chunk.choices[0].delta.content or ""
        return f"“Question {number}”" in text

    async def all_of_them():
        async with openai.AsyncOpenAI(base_url=base_url, api_key="unused") as client:
            return await asyncio.gather(*(one(client, number) for number in range(40)))

    assert all(asyncio.run(all_of_them()))


@pytest.mark.parametrize(
    ("marker", "error", "status"),
    [
        ("claude.status=400", openai.BadRequestError, 400),
        ("claude.status=429", openai.RateLimitError, 429),
        ("claude.status=500", openai.InternalServerError, 502),
        ("claude.status=529", openai.InternalServerError, 503),
        ("claude.status=401", openai.InternalServerError, 502),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_upstream_failures_are_the_sdks_error_classes(client, marker, error, status, stream):
    with pytest.raises(error) as caught:
        answer = client.chat.completions.create(
            model=MODEL,
            messages=user(f"x [[sim:{marker}]]"),
            stream=stream,
            extra_body={"reasoning_mode": "off"},
        )
        list(answer)
    assert caught.value.status_code == status
    assert caught.value.request_id
    assert caught.value.type


def test_bad_requests_name_the_parameter(client):
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(model=MODEL, messages=user("x"), temperature=3)
    assert caught.value.param == "temperature"
    with pytest.raises(openai.NotFoundError) as unknown:
        client.chat.completions.create(model="gpt-none", messages=user("x"))
    assert unknown.value.code == "model_not_found"


def test_a_failure_inside_a_stream_is_an_api_error(client):
    text = ""
    with pytest.raises(openai.APIError):
        for chunk in client.chat.completions.create(
            model=MODEL, messages=user("x [[sim:claude.error-after=3]]"), stream=True
        ):
            text += chunk.choices[0].delta.content or ""
    assert text


def test_retries_are_not_made_after_paid_work(base_url):
    client = openai.OpenAI(base_url=base_url, api_key="unused", max_retries=2, timeout=60)
    begun = time.monotonic()
    with pytest.raises(openai.APIStatusError) as caught:
        client.chat.completions.create(model=MODEL, messages=user("x [[sim:claude.cut-after=3]]"))
    assert caught.value.response.headers["x-should-retry"] == "false"
    assert caught.value.response.request.headers["x-stainless-retry-count"] == "0"
    assert time.monotonic() - begun < 60


def test_models_are_listed_and_found(client):
    ids = [model.id for model in client.models.list()]
    assert ids[0] == MODEL
    assert "deepreasoning/claude-haiku-4-5-20251001" in ids
    assert client.models.retrieve("deepreasoning/claude-haiku-4-5-20251001").object == "model"
