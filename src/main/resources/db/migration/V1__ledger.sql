-- Money is numeric without a fixed scale: charges are sums of exact decimals, and nothing rounds them.

create table account (
    id                  text primary key,
    name                text not null,
    simulated           boolean not null,
    created_at          timestamptz not null default now(),
    closed_at           timestamptz,
    balance             numeric not null default 0 check (balance >= 0),
    -- What running requests may still cost; part of the balance.
    reserved            numeric not null default 0 check (reserved >= 0 and reserved <= balance),
    requests_per_minute integer not null check (requests_per_minute > 0),
    tokens_per_minute   bigint  not null check (tokens_per_minute > 0),
    concurrent_requests integer not null check (concurrent_requests > 0),
    -- Two buckets that fill evenly within a minute, as they were at levels_at. A call that used more tokens than were
    -- foreseen may leave the second below zero.
    request_level       numeric not null,
    token_level         numeric not null,
    levels_at           timestamptz not null default now()
);

create table api_key (
    id           text primary key,
    account_id   text not null references account,
    name         text not null,
    -- The key's beginning, which tells keys apart and opens nothing.
    prefix       text not null,
    -- SHA-256 of the key; the key itself is nowhere.
    hash         bytea not null unique check (length(hash) = 32),
    created_at   timestamptz not null default now(),
    last_used_at timestamptz,
    expires_at   timestamptz,
    revoked_at   timestamptz,
    spend_cap    numeric check (spend_cap > 0),
    spent        numeric not null default 0,
    models       text[],
    endpoints    text[]
);
create index api_key_of_account on api_key (account_id, created_at);

-- Append-only: the sum of an account's amounts is its balance.
create table ledger_entry (
    id                 bigint generated always as identity primary key,
    account_id         text not null references account,
    kind               text not null check (kind in ('top_up', 'charge', 'adjustment', 'refund')),
    amount             numeric not null check (amount <> 0),
    balance_after      numeric not null,
    request_id         text,
    external_reference text,
    note               text,
    actor              text not null,
    created_at         timestamptz not null default now(),
    unique (account_id, external_reference)
);
create unique index one_charge_for_a_request on ledger_entry (request_id) where kind = 'charge';
create index ledger_entry_of_account on ledger_entry (account_id, id);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name;
end $$;

create trigger ledger_is_append_only before update or delete on ledger_entry
    for each row execute function refuse_change();
create trigger ledger_is_never_emptied before truncate on ledger_entry
    for each statement execute function refuse_change();

-- A request under way: what it may cost, and what it has cost so far.
create table reservation (
    request_id text primary key,
    account_id text not null references account,
    key_id     text not null references api_key,
    amount     numeric not null check (amount >= 0),
    -- Tokens taken from the account's bucket at the start.
    tokens     bigint not null,
    started_at timestamptz not null default now(),
    -- Moved on while the process lives; behind it the reaper settles at what was recorded last.
    expires_at timestamptz not null,
    charge     numeric not null default 0,
    usage      jsonb not null
);
create index reservation_of_account on reservation (account_id);
create index reservation_by_end on reservation (expires_at);

-- One request as it went: three names for models, two stages, never one number for all.
create table usage_event (
    request_id       text primary key,
    account_id       text not null references account,
    key_id           text not null references api_key,
    endpoint         text not null,
    stream           boolean not null,
    requested_model  text not null,
    upstream_model   text not null,
    served_model     text,
    reasoner_host    text,
    reasoner_model   text,
    reasoner_input   bigint not null default 0,
    reasoner_cached  bigint not null default 0,
    reasoner_output  bigint not null default 0,
    reasoning_tokens bigint not null default 0,
    answer_host      text,
    answer_input     bigint not null default 0,
    answer_written   bigint not null default 0,
    answer_cached    bigint not null default 0,
    answer_output    bigint not null default 0,
    estimated        boolean not null,
    billed_input     bigint not null default 0,
    billed_output    bigint not null default 0,
    searches         integer not null default 0,
    price            numeric not null,
    -- What the request cost beyond what its account could pay; borne by the operator.
    written_off      numeric not null default 0,
    upstream_cost    numeric,
    status           text not null,
    error_code       text,
    simulated        boolean not null,
    started_at       timestamptz not null,
    ended_at         timestamptz not null default now(),
    first_token_ms   bigint,
    details          jsonb not null
);
create index usage_event_of_account on usage_event (account_id, started_at desc, request_id);
create index usage_event_by_time on usage_event (started_at);

create table audit_event (
    id         bigint generated always as identity primary key,
    at         timestamptz not null default now(),
    actor      text not null,
    action     text not null,
    account_id text,
    details    jsonb not null
);
create trigger audit_is_append_only before update or delete on audit_event
    for each row execute function refuse_change();

-- Lets a request in, in one round trip: the key, both rate limits, the concurrency and the money. Takes nothing where it
-- refuses.
create function admit(
    of_request text, of_account text, of_key text, most numeric, least_amount numeric, foreseen bigint,
    lives interval, described jsonb)
returns table (
    outcome text, held numeric, available numeric, request_limit integer, requests_left bigint, token_limit bigint,
    tokens_left bigint, wait_ms bigint)
language plpgsql as $$
declare
    a account;
    k api_key;
    elapsed numeric;
    requests numeric;
    tokens numeric;
    free numeric;
    cap numeric;
    running integer;
begin
    select * into a from account where id = of_account for update;
    select * into k from api_key where id = of_key and account_id = of_account;
    if a.id is null or k.id is null or k.revoked_at is not null or k.expires_at <= now() then
        return query select 'unknown_key', 0::numeric, 0::numeric, 0, 0::bigint, 0::bigint, 0::bigint, 0::bigint;
        return;
    end if;
    elapsed := extract(epoch from clock_timestamp() - a.levels_at);
    requests := least(a.requests_per_minute, a.request_level + a.requests_per_minute * greatest(elapsed, 0) / 60);
    tokens := least(a.tokens_per_minute, a.token_level + a.tokens_per_minute * greatest(elapsed, 0) / 60);
    free := a.balance - a.reserved;
    cap := most;
    if k.spend_cap is not null then
        cap := k.spend_cap - k.spent - (select coalesce(sum(r.amount), 0) from reservation r where r.key_id = k.id);
    end if;
    held := least(most, free, cap);
    available := free;
    request_limit := a.requests_per_minute;
    requests_left := floor(requests);
    token_limit := a.tokens_per_minute;
    tokens_left := greatest(0, floor(tokens));
    wait_ms := 0;
    select count(*) into running from reservation r where r.account_id = of_account;
    if a.closed_at is not null then
        outcome := 'closed';
    elsif requests < 1 then
        outcome := 'requests';
        wait_ms := ceil((1 - requests) * 60000 / a.requests_per_minute);
    elsif tokens < least(foreseen, a.tokens_per_minute) then
        outcome := 'tokens';
        wait_ms := ceil((least(foreseen, a.tokens_per_minute) - tokens) * 60000 / a.tokens_per_minute);
    elsif running >= a.concurrent_requests then
        outcome := 'concurrency';
        wait_ms := 1000;
    elsif cap < least_amount then
        outcome := 'spend_cap';
    elsif free < least_amount then
        outcome := 'insufficient';
    else
        outcome := 'admitted';
        requests_left := floor(requests - 1);
        tokens_left := greatest(0, floor(tokens - foreseen));
        update account set reserved = reserved + held, request_level = requests - 1, token_level = tokens - foreseen,
            levels_at = clock_timestamp() where id = of_account;
        insert into reservation (request_id, account_id, key_id, amount, tokens, expires_at, usage)
            values (of_request, of_account, of_key, held, foreseen, now() + lives, described);
    end if;
    return next;
end $$;

-- Ends a request, once: frees what was held, takes what is owed (never more than there is), and writes down how it went.
-- Nothing happens where it has ended already. `described` holds the columns of usage_event.
create function settle(of_request text, owed numeric, used bigint, described jsonb)
returns table (charged numeric, left_over numeric, balance_now numeric)
language plpgsql as $$
declare
    r reservation;
    a account;
begin
    delete from reservation where request_id = of_request returning * into r;
    if r.request_id is null then
        return;
    end if;
    select * into a from account where id = r.account_id for update;
    charged := least(owed, a.balance - a.reserved + r.amount);
    left_over := owed - charged;
    balance_now := a.balance - charged;
    update account set reserved = reserved - r.amount, balance = balance_now,
        token_level = token_level + r.tokens - used where id = a.id;
    if charged > 0 then
        insert into ledger_entry (account_id, kind, amount, balance_after, request_id, actor)
            values (a.id, 'charge', -charged, balance_now, of_request, 'gateway');
    end if;
    update api_key set spent = spent + charged, last_used_at = greatest(last_used_at, r.started_at) where id = r.key_id;
    insert into usage_event select (jsonb_populate_record(null::usage_event, described || jsonb_build_object(
        'request_id', r.request_id, 'account_id', r.account_id, 'key_id', r.key_id, 'price', charged,
        'written_off', left_over, 'started_at', r.started_at, 'ended_at', clock_timestamp()))).*;
    return next;
end $$;

-- Ends requests whose process has gone, at what was recorded last.
create function reap(most integer) returns integer language plpgsql as $$
declare
    r reservation;
    reaped integer := 0;
begin
    for r in select * from reservation where expires_at < now() order by expires_at limit most for update skip locked loop
        perform settle(r.request_id, r.charge,
            coalesce((r.usage ->> 'billed_input')::bigint, 0) + coalesce((r.usage ->> 'billed_output')::bigint, 0),
            r.usage || '{"status": "interrupted", "error_code": "gateway_lost"}');
        reaped := reaped + 1;
    end loop;
    return reaped;
end $$;

-- Every change of a balance but a charge. Nothing happens where its reference has been used; a change that would take
-- more than is free is refused.
create function book(
    of_account text, of_kind text, of_amount numeric, reference text, remark text, by_actor text)
returns table (entry_id bigint, balance_now numeric, repeated boolean)
language plpgsql as $$
declare
    a account;
    e ledger_entry;
begin
    select * into a from account where id = of_account for update;
    if a.id is null then
        raise exception 'no such account' using errcode = 'no_data_found';
    end if;
    select * into e from ledger_entry l where l.account_id = of_account and l.external_reference = reference;
    if e.id is not null then
        entry_id := e.id;
        balance_now := a.balance;
        repeated := true;
        if e.kind <> of_kind or e.amount <> of_amount then
            raise exception 'the reference was used for another entry' using errcode = 'unique_violation';
        end if;
        return next;
        return;
    end if;
    if a.balance - a.reserved + of_amount < 0 then
        raise exception 'more than the account has' using errcode = 'check_violation';
    end if;
    balance_now := a.balance + of_amount;
    repeated := false;
    update account set balance = balance_now where id = of_account;
    insert into ledger_entry (account_id, kind, amount, balance_after, external_reference, note, actor)
        values (of_account, of_kind, of_amount, balance_now, reference, remark, by_actor) returning id into entry_id;
    return next;
end $$;
