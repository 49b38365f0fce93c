"""The Responses API of the official OpenAI SDK for Python, and of LangChain on top of it."""

import openai
import pydantic
import pytest
from langchain_openai import ChatOpenAI

MODEL = "deepreasoning"
TOOLS = [
    {
        "type": "function",
        "name": "weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
        "strict": False,
    },
    {"type": "custom", "name": "patch", "description": "Applies a patch"},
]


def test_the_stream_helper_ends_with_what_the_whole_answer_says(client):
    whole = client.responses.create(model=MODEL, input="What is a fold?")
    assert [item.type for item in whole.output] == ["reasoning", "message"]
    assert whole.output_text.startswith("This is a simulated answer")
    with client.responses.stream(model=MODEL, input="What is a fold?") as stream:
        for _ in stream:
            pass
        final = stream.get_final_response()
    assert final.output_text == whole.output_text
    assert final.usage.output_tokens == whole.usage.output_tokens


def test_structured_output(client):
    class Person(pydantic.BaseModel):
        name: str
        age: int

    assert isinstance(client.responses.parse(model=MODEL, input="Who?", text_format=Person).output_parsed, Person)


def test_functions_and_custom_tools_go_round(client):
    items = [
        {
            "role": "user",
            "content": 'call the tool weather with {"city":"Bonn"} and call the tool patch with {"input":"a b"}',
        }
    ]
    include = ["reasoning.encrypted_content"]
    with client.responses.stream(model=MODEL, input=items, tools=TOOLS, include=include, store=False) as stream:
        first = stream.get_final_response()
    kinds = [item.type for item in first.output]
    assert kinds == ["reasoning", "message", "function_call", "custom_tool_call"]
    assert first.output[3].input == "a b"
    items += [item.model_dump(exclude_none=True) for item in first.output]
    items.append({"type": "function_call_output", "call_id": first.output[2].call_id, "output": "rain"})
    items.append({"type": "custom_tool_call_output", "call_id": first.output[3].call_id, "output": "applied"})
    answer = client.responses.create(model=MODEL, input=items, tools=TOOLS)
    assert "rain" in answer.output_text
    assert "applied" in answer.output_text


def test_an_item_is_named_instead_of_sent(client):
    first = client.responses.create(model=MODEL, input="Hi")
    reference = {"type": "item_reference", "id": first.output[-1].id}
    items = [{"role": "user", "content": "Hi"}, reference, {"role": "user", "content": "And?"}]
    assert client.responses.create(model=MODEL, input=items).status == "completed"
    with pytest.raises(openai.NotFoundError):
        client.responses.create(model=MODEL, input=[{"type": "item_reference", "id": "msg_unknown"}])


def test_a_failure_inside_a_stream_is_a_failed_response(client):
    last = None
    for event in client.responses.create(model=MODEL, input="x [[sim:claude.error-after=3]]", stream=True):
        last = event
    assert last.type == "response.failed"
    assert last.response.error.code == "server_error"


def test_langchain_over_responses(base_url):
    model = ChatOpenAI(model=MODEL, base_url=base_url, api_key="unused", use_responses_api=True)
    answer = model.invoke("What is a fold?")
    assert "This is a simulated answer" in str(answer.content)
    streamed = "".join(chunk.text if isinstance(chunk.text, str) else chunk.text() for chunk in model.stream("Hi"))
    assert "This is a simulated answer" in streamed
