-- Requests with an Idempotency-Key: who claimed it, and the answer once there is one. Neither the key nor the answer can
-- be read here: the one is a keyed digest, the other is encrypted.
create table idempotent_request (
    account_id  text not null references account,
    key_digest  text not null,
    -- The run that holds the claim. It goes on while its reservation lives; without one, and without an answer, it failed.
    request_id  text not null,
    -- Keyed digest of what was asked.
    fingerprint text not null,
    claimed_at  timestamptz not null default now(),
    expires_at  timestamptz not null,
    -- Empty where the answer was too large to be kept.
    answer      bytea,
    primary key (account_id, key_digest)
);
alter table idempotent_request alter column answer set storage external;
create index idempotent_request_by_run on idempotent_request (request_id);
create index idempotent_request_by_end on idempotent_request (expires_at);

-- A run that was taken for lost while its process lived is corrected when that process ends it: one entry more, at most.
alter table ledger_entry add column late boolean not null default false;
drop index one_charge_for_a_request;
create unique index one_charge_for_a_request on ledger_entry (request_id, late) where kind = 'charge';

drop function admit(text, text, text, numeric, numeric, bigint, interval, jsonb);

-- Lets a request in, in one round trip: the key, the claim of an Idempotency-Key, both rate limits, the concurrency and
-- the money. Takes nothing where it refuses or finds an answer.
create function admit(
    of_request text, of_account text, of_key text, most numeric, least_amount numeric, foreseen bigint,
    lives interval, described jsonb, claim text, print text, kept_for interval)
returns table (
    outcome text, held numeric, available numeric, request_limit integer, requests_left bigint, token_limit bigint,
    tokens_left bigint, wait_ms bigint, answer bytea)
language plpgsql as $$
declare
    a account;
    k api_key;
    c idempotent_request;
    elapsed numeric;
    requests numeric;
    tokens numeric;
    free numeric;
    cap numeric;
    running integer;
    moment timestamptz;
begin
    select * into a from account where id = of_account for update;
    -- After the lock, which may have been waited for.
    moment := clock_timestamp();
    select * into k from api_key where id = of_key and account_id = of_account;
    if a.id is null or k.id is null or k.revoked_at is not null or k.expires_at <= moment then
        return query select 'unknown_key', 0::numeric, 0::numeric, 0, 0::bigint, 0::bigint, 0::bigint, 0::bigint,
            null::bytea;
        return;
    end if;
    elapsed := greatest(extract(epoch from moment - a.levels_at), 0);
    requests := least(a.requests_per_minute, a.request_level + a.requests_per_minute * elapsed / 60);
    tokens := least(a.tokens_per_minute, a.token_level + a.tokens_per_minute * elapsed / 60);
    free := a.balance - a.reserved;
    cap := most;
    if k.spend_cap is not null then
        cap := k.spend_cap - k.spent - (select coalesce(sum(r.amount), 0) from reservation r where r.key_id = k.id);
    end if;
    held := least(most, free, cap);
    available := free;
    request_limit := a.requests_per_minute;
    requests_left := greatest(0, floor(requests));
    token_limit := a.tokens_per_minute;
    tokens_left := greatest(0, floor(tokens));
    wait_ms := 0;
    if claim is not null then
        select * into c from idempotent_request i
            where i.account_id = of_account and i.key_digest = claim and i.expires_at > moment
                and (i.answer is not null
                    or exists (select 1 from reservation r where r.request_id = i.request_id and r.expires_at >= moment));
    end if;
    select count(*) into running from reservation r where r.account_id = of_account;
    if a.closed_at is not null then
        outcome := 'closed';
    elsif c.request_id is not null and c.fingerprint <> print then
        outcome := 'other_request';
    elsif c.request_id is not null and c.answer is null then
        outcome := 'repeat_too_early';
        wait_ms := 2000;
    elsif c.request_id is not null then
        outcome := 'answered';
        answer := c.answer;
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
        requests_left := greatest(0, floor(requests - 1));
        tokens_left := greatest(0, floor(tokens - foreseen));
        update account set reserved = reserved + held, request_level = requests - 1, token_level = tokens - foreseen,
            levels_at = moment where id = of_account;
        insert into reservation (request_id, account_id, key_id, amount, tokens, expires_at, usage)
            values (of_request, of_account, of_key, held, foreseen, moment + lives, described);
        if claim is not null then
            insert into idempotent_request as i (account_id, key_digest, request_id, fingerprint, claimed_at, expires_at)
                values (of_account, claim, of_request, print, moment, moment + kept_for)
                on conflict (account_id, key_digest) do update set request_id = excluded.request_id,
                    fingerprint = excluded.fingerprint, claimed_at = excluded.claimed_at,
                    expires_at = excluded.expires_at, answer = null;
        end if;
    end if;
    return next;
end $$;

drop function settle(text, numeric, bigint, jsonb);

-- Ends a request, once: frees what was held, takes what is owed (never more than there is), writes down how it went, and
-- keeps the answer where its caller may ask for it again. A request that was taken for lost is ended by its own process
-- all the same: what the reaper took is corrected. Nothing happens where it has ended already. `described` holds the
-- columns of usage_event.
create function settle(of_request text, owed numeric, used bigint, described jsonb, kept bytea)
returns table (charged numeric, left_over numeric, balance_now numeric)
language plpgsql as $$
declare
    r reservation;
    e usage_event;
    a account;
    more numeric;
begin
    delete from reservation where request_id = of_request returning * into r;
    if r.request_id is null then
        delete from usage_event where request_id = of_request and status = 'interrupted' returning * into e;
        if e.request_id is null then
            return;
        end if;
        r.account_id := e.account_id;
        r.key_id := e.key_id;
        r.amount := 0;
        r.tokens := e.billed_input + e.billed_output;
        r.started_at := e.started_at;
    end if;
    select * into a from account where id = r.account_id for update;
    more := least(owed - coalesce(e.price, 0), a.balance - a.reserved + r.amount);
    charged := coalesce(e.price, 0) + more;
    left_over := owed - charged;
    balance_now := a.balance - more;
    update account set reserved = reserved - r.amount, balance = balance_now,
        token_level = token_level + r.tokens - used where id = a.id;
    if more <> 0 then
        insert into ledger_entry (account_id, kind, amount, balance_after, request_id, actor, late, note)
            values (a.id, 'charge', -more, balance_now, of_request, 'gateway', e.request_id is not null,
                case when e.request_id is not null then 'corrects a request that was taken for lost' end);
    end if;
    update api_key set spent = spent + more, last_used_at = greatest(last_used_at, r.started_at) where id = r.key_id;
    insert into usage_event select (jsonb_populate_record(null::usage_event, described || jsonb_build_object(
        'request_id', of_request, 'account_id', r.account_id, 'key_id', r.key_id, 'price', charged,
        'written_off', left_over, 'started_at', r.started_at, 'ended_at', clock_timestamp()))).*;
    if kept is null then
        delete from idempotent_request where request_id = of_request and answer is null;
    else
        update idempotent_request set answer = kept where request_id = of_request;
    end if;
    return next;
end $$;

drop function reap(integer);

-- Ends one request whose process has gone, at what was recorded last. One at a time: two replicas that each held several
-- accounts would wait for each other. One that cannot be ended is put off, so that it stands in nobody's way.
create function reap() returns table (reaped text, failure text)
language plpgsql as $$
declare
    r reservation;
begin
    select * into r from reservation where expires_at < now() order by expires_at limit 1 for update skip locked;
    if r.request_id is null then
        return;
    end if;
    reaped := r.request_id;
    begin
        perform settle(r.request_id, r.charge,
            coalesce((r.usage ->> 'billed_input')::bigint, 0) + coalesce((r.usage ->> 'billed_output')::bigint, 0),
            r.usage || '{"status": "interrupted", "error_code": "gateway_lost"}', null);
    exception when others then
        failure := sqlstate;
        update reservation set expires_at = now() + interval '1 minute' where request_id = r.request_id;
    end;
    return next;
end $$;
