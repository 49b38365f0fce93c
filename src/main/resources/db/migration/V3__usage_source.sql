-- Where a request came from. Processes that do not know the column yet leave it out, and a row made of their JSON would
-- hold null: the trigger, not the default alone, says what they mean.
alter table usage_event add column source text not null default 'api' check (source in ('api', 'playground'));

create function usage_is_of_the_api() returns trigger language plpgsql as $$
begin
    new.source := coalesce(new.source, 'api');
    return new;
end $$;

create trigger usage_has_a_source before insert on usage_event
    for each row execute function usage_is_of_the_api();
