package dev.deepreasoning.api;

/// How the answers of the account and the admin API look, for the OpenAPI document.
public final class AccountExamples {
    /// An account.
    public static final String ACCOUNT = """
            {"object":"account","id":"acc_5f1c9a27b3d84e6f","name":"Team Lisbon","created":1795478400,"simulated":false,\
            "closed":false,"balance":{"amount":"14.237692","currency":"USD"},"reserved":{"amount":"0","currency":"USD"},\
            "available":{"amount":"14.237692","currency":"USD"},"limits":{"requests_per_minute":50,\
            "tokens_per_minute":2000000,"concurrent_requests":100,"keys":50},"left":{"requests":50,"tokens":2000000,\
            "concurrent_requests":100}}""";

    /// A page of a ledger.
    public static final String LEDGER = """
            {"object":"list","balance":{"amount":"14.237692","currency":"USD"},"data":[{"id":"18",\
            "object":"ledger_entry","created":1795478711,"kind":"charge","amount":{"amount":"-0.012308","currency":"USD"},\
            "balance_after":{"amount":"14.237692","currency":"USD"},"request_id":"req_5f1c9a27b3d84e6f90a1b2c3",\
            "external_reference":null,"note":null}],"has_more":true,"next_cursor":"18"}""";

    /// A page of usage.
    public static final String USAGE = """
            {"object":"account_usage","balance":{"amount":"14.237692","currency":"USD"},"data":[{\
            "id":"req_5f1c9a27b3d84e6f90a1b2c3","object":"usage_event","created":1795478700,"source":"api",\
            "model":"claude-sonnet-4-5-20250929","requested_model":"deepreasoning","endpoint":"chat_completions",\
            "stream":true,"key_id":"key_9f2c4d1e8a7b6053","tokens":{"input":20,"output":208,"cached":0,"total":228},\
            "cost":{"amount":"0.012304","currency":"USD"},"status":"success","outcome":"completed","status_code":200,\
            "error":null,"metadata":{"tool_usage":{"web_search":0}},"simulated":false,"duration_ms":10850,\
            "first_token_ms":812,"stages":[{"stage":"reasoning","model":"deepseek-r1-0528","input":18,"cache_write":0,\
            "cached":0,"output":150,"reasoning":150,"tokens":"reported","first_token_ms":812,"duration_ms":7400,\
            "own_key":false},{"stage":"answer","model":"claude-sonnet-4-5-20250929","input":172,"cache_write":0,\
            "cached":0,"output":58,"reasoning":0,"tokens":"reported","first_token_ms":950,"duration_ms":3400,\
            "own_key":false}]}],"has_more":false,"next_cursor":null}""";

    /// One request explained.
    public static final String EXPLAINED = """
            {"id":"req_5f1c9a27b3d84e6f90a1b2c3","object":"usage_event","created":1795478700,"source":"api",\
            "model":"claude-sonnet-4-5-20250929","requested_model":"deepreasoning","endpoint":"chat_completions",\
            "stream":true,"key_id":"key_9f2c4d1e8a7b6053","tokens":{"input":20,"output":208,"cached":0,"total":228},\
            "cost":{"amount":"0.012304","currency":"USD"},"status":"success","outcome":"completed","status_code":200,\
            "error":null,"metadata":{"tool_usage":{"web_search":0}},"simulated":false,"duration_ms":10850,\
            "first_token_ms":812,"stages":[{"stage":"answer","model":"claude-sonnet-4-5-20250929","input":172,\
            "cache_write":0,"cached":0,"output":58,"reasoning":0,"tokens":"reported","first_token_ms":950,\
            "duration_ms":3400,"own_key":false}],"explanation":{"reasoning":"partial","search":null,\
            "adjusted":[{"name":"temperature","from":"1.7","to":"1"}],"attempts":[{"stage":"reasoning",\
            "outcome":"overloaded","at_ms":3,"ms":120},{"stage":"reasoning","outcome":"opened","at_ms":125,"ms":812},\
            {"stage":"answer","outcome":"opened","at_ms":7410,"ms":950}],"charge":{"code":"answer_completed",\
            "message":"The answer came to its end: all tokens are charged by the rate card."},\
            "notes":[{"code":"reasoning_partial","message":"The reasoner was cut off or took too long: the answer was\
             written from what it had thought."}]}}""";

    /// Usage by day.
    public static final String DAILY = """
            {"object":"usage_daily","from":1792886400,"to":1795478400,"data":[{"date":"2026-11-23",\
            "model":"claude-sonnet-4-5-20250929","endpoint":"chat_completions","source":"api","requests":41,"errors":1,\
            "tokens":{"input":12044,"output":98110,"cached":2048,"total":110154,"reasoning":71020,"answer":27090},\
            "searches":3,"cost":{"amount":"5.873908","currency":"USD"}}]}""";

    /// A page of keys.
    public static final String KEYS = """
            {"object":"list","data":[{"id":"key_9f2c4d1e8a7b6053","object":"api_key","name":"continuous integration",\
            "prefix":"sk-deepreasoning-Ab3x","created":1795478400,"last_used":1795478700,"expires":1798761600,\
            "revoked":null,"spend_cap":{"amount":"5","currency":"USD"},"spent":{"amount":"0.012304","currency":"USD"},\
            "models":null,"endpoints":["chat_completions"]}],"has_more":false,"next_cursor":null}""";

    private AccountExamples() {}
}
