"""The programs of the original DeepReasoning's README, the address aside."""

import asyncio
import json

import httpx
import requests

HEADERS = {"X-DeepSeek-API-Token": "<YOUR_DEEPSEEK_API_KEY>", "X-Anthropic-API-Token": "<YOUR_ANTHROPIC_API_KEY>"}
QUESTION = {"messages": [{"role": "user", "content": "How many 'r's in the word 'strawberry'?"}]}


def test_a_whole_answer(gateway):
    response = requests.post(gateway + "/", headers=HEADERS, json=QUESTION)
    response.raise_for_status()
    answer = response.json()
    assert answer["content"][0]["text"].startswith("<thinking>\nThis is simulated reasoning.")
    assert answer["content"][1]["text"].startswith("This is a simulated answer")
    assert answer["combined_usage"]["total_cost"].startswith("$0.0")


def test_a_stream(gateway):
    async def stream_response():
        said, others = "", []
        async with httpx.AsyncClient() as client:
            async with client.stream(
                "POST", gateway + "/", json={**QUESTION, "stream": True}, headers=HEADERS
            ) as response:
                response.raise_for_status()
                async for line in response.aiter_lines():
                    if line.startswith("data: "):
                        parsed = json.loads(line[6:])
                        if "content" in parsed:
                            said += parsed.get("content", "")[0]["text"]
                        else:
                            others.append(parsed["type"])
        return said, others

    said, others = asyncio.run(stream_response())
    assert said.startswith("<thinking>\nThis is simulated reasoning.")
    assert "\n</thinking>This is a simulated answer" in said
    assert others == ["start", "usage", "done"]


def test_configuration_of_both_upstreams(gateway):
    response = requests.post(
        gateway + "/",
        headers=HEADERS,
        json={
            **QUESTION,
            "stream": False,
            "verbose": True,
            "system": "You are a helpful AI assistant.",
            "deepseek_config": {"headers": {}, "body": {"temperature": 1}},
            "anthropic_config": {"headers": {}, "body": {"model": "claude-haiku-4-5-20251001", "max_tokens": 64}},
        },
    )
    answer = response.json()
    assert answer["deepseek_response"]["status"] == 200
    assert answer["anthropic_response"]["body"]["model"] == "claude-haiku-4-5-20251001"
    assert answer["combined_usage"]["anthropic_usage"]["output_tokens"] <= 64


def test_a_missing_key_is_named(gateway):
    response = requests.post(gateway + "/", headers={"X-DeepSeek-API-Token": "a"}, json=QUESTION)
    assert response.status_code == 400
    assert response.json()["error"]["type"] == "missing_header"
    assert response.json()["error"]["param"] == "X-Anthropic-API-Token"
