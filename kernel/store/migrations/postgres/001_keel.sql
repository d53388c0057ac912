-- +goose Up
create table ledger (
  tenant text collate "C" primary key, title text not null, size bigint not null default 0, at bigint not null default 0,
  renames bigint not null default 0, created bigint not null
);
create table node (
  tenant text collate "C" not null, idx bigint not null, hash bytea not null, primary key (tenant, idx)
);
create table record (
  tenant text collate "C" not null, uid text collate "C" not null, kind text collate "C" not null, name text collate "C" not null,
  head bigint not null, seq bigint not null, gone bigint not null default 0, primary key (tenant, uid)
);
create unique index record_name on record (tenant, kind, name) where gone = 0;
create table revision (
  tenant text collate "C" not null, seq bigint not null, uid text collate "C" not null, kind text collate "C" not null, rev bigint not null,
  op text not null, at bigint not null, actor text not null, via text not null, schema bigint not null, digest bytea not null,
  leaf bytea not null,
  primary key (tenant, seq), unique (tenant, uid, rev), foreign key (tenant, uid) references record (tenant, uid)
);
create index revision_at on revision (tenant, at, seq);
create table payload (
  tenant text collate "C" not null, seq bigint not null, salt bytea, body text, primary key (tenant, seq),
  foreign key (tenant, seq) references revision (tenant, seq)
);
create table span (
  tenant text collate "C" not null, kind text collate "C" not null, uid text collate "C" not null, name text collate "C" not null,
  seq bigint not null, till bigint not null default 9223372036854775807, primary key (tenant, uid, seq)
);
create index span_from on span (tenant, kind, seq);
create index span_till on span (tenant, kind, till, seq);
create index span_name on span (tenant, kind, name, till);
create table link (
  tenant text collate "C" not null, uid text collate "C" not null, field text collate "C" not null, ord bigint not null,
  to_uid text collate "C" not null, seq bigint not null, till bigint not null default 9223372036854775807,
  primary key (tenant, uid, field, ord, seq), foreign key (tenant, to_uid) references record (tenant, uid)
);
create index link_to on link (tenant, to_uid, field, till);
create table attr (
  tenant text collate "C" not null, uid text collate "C" not null, key text collate "C" not null, value text collate "C" not null,
  primary key (tenant, uid, key)
);
create index attr_value on attr (tenant, key, value);
create table status (
  tenant text collate "C" not null, uid text collate "C" not null, engine text not null, at_seq bigint not null, at bigint not null,
  body text not null, primary key (tenant, uid, engine)
);
create table blob (
  tenant text collate "C" not null, digest text collate "C" not null, size bigint not null, media text not null, at bigint not null,
  primary key (tenant, digest)
);
create table blob_use (
  tenant text collate "C" not null, digest text collate "C" not null, uid text collate "C" not null, seq bigint not null,
  primary key (tenant, digest, uid, seq)
);
create table checkpoint (
  tenant text collate "C" not null, size bigint not null, root bytea not null, at bigint not null, note text not null,
  primary key (tenant, size)
);
create table projection (kind text primary key, fingerprint text not null);
create table job (
  id bigint generated always as identity primary key, tenant text collate "C" not null, kind text not null, key text not null,
  payload text not null, run_at bigint not null, attempts bigint not null default 0, locked_until bigint not null default 0,
  problem text not null default '', created bigint not null
);
create unique index job_key on job (tenant, kind, key) where key <> '' and locked_until = 0;
create index job_due on job (run_at);
create table search (
  tenant text collate "C" not null, kind text collate "C" not null, uid text collate "C" not null, body text not null,
  words tsvector generated always as (to_tsvector('simple', body)) stored, primary key (tenant, uid)
);
create index search_words on search using gin (words);
-- +goose StatementBegin
create function append_only() returns trigger language plpgsql as $$ begin raise exception '% is append-only', tg_table_name; end $$;
-- +goose StatementEnd
-- +goose StatementBegin
create function only_erase() returns trigger language plpgsql as $$ begin
  if tg_op = 'UPDATE' and new.body is null and new.salt is null then return new; end if;
  raise exception 'a payload can only be erased';
end $$;
-- +goose StatementEnd
create trigger revision_append_only before update or delete on revision for each row execute function append_only();
create trigger checkpoint_append_only before update or delete on checkpoint for each row execute function append_only();
create trigger payload_only_erase before update or delete on payload for each row execute function only_erase();
-- A second belt: rows of other tenants do not exist for a transaction bound to one.
-- +goose StatementBegin
do $$ declare t text; begin
  foreach t in array array['node','record','revision','payload','span','link','attr','status','blob','blob_use','checkpoint','search'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I using (tenant = current_setting(''plimsoll.tenant'', true))', t);
  end loop;
end $$;
-- +goose StatementEnd
