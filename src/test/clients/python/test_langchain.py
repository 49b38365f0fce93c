"""LangChain's chat models for OpenAI and for Anthropic."""

import pydantic
from langchain_anthropic import ChatAnthropic
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI


def model(base_url, **more):
    return ChatOpenAI(model="deepreasoning", base_url=base_url, api_key="unused", max_retries=0, **more)


def test_invoke(base_url):
    answer = model(base_url, max_tokens=4000).invoke("What is a fold?")
    assert answer.content.startswith("This is a simulated answer")
    assert answer.usage_metadata["output_token_details"]["reasoning"] > 0


def test_stream_with_usage(base_url):
    whole = None
    for chunk in model(base_url, stream_usage=True).stream("What is a fold?"):
        whole = chunk if whole is None else whole + chunk
    assert whole.content.startswith("This is a simulated answer")
    assert whole.response_metadata["finish_reason"] == "stop"
    assert whole.usage_metadata["total_tokens"] > 0


def test_tools_go_round(base_url):
    @tool
    def weather(city: str) -> str:
        """The weather in a city."""
        return f"rain in {city}"

    bound = model(base_url).bind_tools([weather])
    messages = [HumanMessage('call the tool weather with {"city":"Bonn"}')]
    call = bound.invoke(messages)
    assert [each["args"] for each in call.tool_calls] == [{"city": "Bonn"}]
    messages += [call, ToolMessage(weather.invoke(call.tool_calls[0]["args"]), tool_call_id=call.tool_calls[0]["id"])]
    assert "rain in Bonn" in bound.invoke(messages).content


def test_structured_output(base_url):
    class City(pydantic.BaseModel):
        """A city."""

        name: str
        people: int

    assert isinstance(model(base_url).with_structured_output(City).invoke("Which?"), City)


def test_anthropics_model_with_its_thinking_and_tools(base_url):
    @tool
    def weather(city: str) -> str:
        """The weather in a city."""
        return f"rain in {city}"

    claude = ChatAnthropic(
        model="deepreasoning",
        base_url=base_url.removesuffix("/v1"),
        api_key="unused",
        max_tokens=4000,
        max_retries=0,
        thinking={"type": "enabled", "budget_tokens": 1024},
    )
    bound = claude.bind_tools([weather])
    messages = [HumanMessage('call the tool weather with {"city":"Bonn"}')]
    call = bound.invoke(messages)
    assert call.content[0]["type"] == "thinking"
    assert [each["args"] for each in call.tool_calls] == [{"city": "Bonn"}]
    messages += [call, ToolMessage(weather.invoke(call.tool_calls[0]["args"]), tool_call_id=call.tool_calls[0]["id"])]
    assert "rain in Bonn" in bound.invoke(messages).text
    whole = None
    for chunk in claude.stream("What is a fold?"):
        whole = chunk if whole is None else whole + chunk
    assert "This is a simulated answer" in whole.text
    assert whole.usage_metadata["output_tokens"] > 0
