-- Who is signed in on the page. The cookie's secret is nowhere: its SHA-256 is.
create table browser_session (
    hash       bytea primary key check (length(hash) = 32),
    kind       text not null check (kind in ('account', 'static', 'admin')),
    -- What it was opened with: an account's key, with which the session ends, or a name that opens nothing.
    key_id     text references api_key on delete cascade,
    reference  text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    check ((kind = 'account') = (key_id is not null))
);
create index browser_session_by_end on browser_session (expires_at);

-- Chats that account holders keep. The content is the page's own form, as it was sent.
create table saved_chat (
    id         text primary key,
    account_id text not null references account,
    title      text not null,
    model      text not null,
    content    text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index saved_chat_of_account on saved_chat (account_id, updated_at desc, id desc);
