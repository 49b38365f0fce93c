import os

import pytest

GATEWAY = os.environ["GATEWAY"]


@pytest.fixture
def client():
    import openai  # not there where only Anthropic's SDK is tested

    return openai.OpenAI(base_url=f"{GATEWAY}/v1", api_key="unused", max_retries=0, timeout=60)


@pytest.fixture
def base_url():
    return f"{GATEWAY}/v1"


@pytest.fixture
def gateway():
    return GATEWAY
