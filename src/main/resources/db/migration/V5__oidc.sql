-- Holders whom an identity provider has signed in. What they use is recorded under a key of their account of which no
-- secret exists; whoever revokes that key, or closes the account, ends their signing in.
create table external_identity (
    issuer     text not null,
    subject    text not null,
    account_id text not null references account,
    key_id     text not null unique references api_key,
    created_at timestamptz not null default now(),
    primary key (issuer, subject)
);
create index external_identity_of_account on external_identity (account_id);
