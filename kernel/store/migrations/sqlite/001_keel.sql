-- +goose Up
create table ledger (
  tenant text primary key, title text not null, size integer not null default 0, at integer not null default 0,
  renames integer not null default 0, created integer not null
) strict, without rowid;
create table node (
  tenant text not null, idx integer not null, hash blob not null, primary key (tenant, idx)
) strict, without rowid;
create table record (
  tenant text not null, uid text not null, kind text not null, name text not null, head integer not null, seq integer not null,
  gone integer not null default 0, primary key (tenant, uid)
) strict, without rowid;
create unique index record_name on record (tenant, kind, name) where gone = 0;
create table revision (
  tenant text not null, seq integer not null, uid text not null, kind text not null, rev integer not null, op text not null,
  at integer not null, actor text not null, via text not null, schema integer not null, digest blob not null, leaf blob not null,
  primary key (tenant, seq), unique (tenant, uid, rev), foreign key (tenant, uid) references record (tenant, uid)
) strict, without rowid;
create index revision_at on revision (tenant, at, seq);
create table payload (
  tenant text not null, seq integer not null, salt blob, body text, primary key (tenant, seq),
  foreign key (tenant, seq) references revision (tenant, seq)
) strict, without rowid;
create table span (
  tenant text not null, kind text not null, uid text not null, name text not null, seq integer not null,
  till integer not null default 9223372036854775807, primary key (tenant, uid, seq)
) strict, without rowid;
create index span_from on span (tenant, kind, seq);
create index span_till on span (tenant, kind, till, seq);
create index span_name on span (tenant, kind, name, till);
create table link (
  tenant text not null, uid text not null, field text not null, ord integer not null, to_uid text not null, seq integer not null,
  till integer not null default 9223372036854775807, primary key (tenant, uid, field, ord, seq),
  foreign key (tenant, to_uid) references record (tenant, uid)
) strict, without rowid;
create index link_to on link (tenant, to_uid, field, till);
create table attr (
  tenant text not null, uid text not null, key text not null, value text not null, primary key (tenant, uid, key)
) strict, without rowid;
create index attr_value on attr (tenant, key, value);
create table status (
  tenant text not null, uid text not null, engine text not null, at_seq integer not null, at integer not null, body text not null,
  primary key (tenant, uid, engine)
) strict, without rowid;
create table blob (
  tenant text not null, digest text not null, size integer not null, media text not null, at integer not null,
  primary key (tenant, digest)
) strict, without rowid;
create table blob_use (
  tenant text not null, digest text not null, uid text not null, seq integer not null, primary key (tenant, digest, uid, seq)
) strict, without rowid;
create table checkpoint (
  tenant text not null, size integer not null, root blob not null, at integer not null, note text not null, primary key (tenant, size)
) strict, without rowid;
create table projection (
  kind text primary key, fingerprint text not null
) strict, without rowid;
create table job (
  id integer primary key, tenant text not null, kind text not null, key text not null, payload text not null, run_at integer not null,
  attempts integer not null default 0, locked_until integer not null default 0, problem text not null default '', created integer not null
) strict;
create unique index job_key on job (tenant, kind, key) where key <> '' and locked_until = 0;
create index job_due on job (run_at);
create virtual table search using fts5 (body, tenant unindexed, kind unindexed, uid unindexed, tokenize = 'unicode61 remove_diacritics 2');
create table search_row (
  tenant text not null, uid text not null, id integer not null unique, primary key (tenant, uid)
) strict, without rowid;
-- +goose StatementBegin
create trigger revision_no_update before update on revision begin select raise(abort, 'revision is append-only'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger revision_no_delete before delete on revision begin select raise(abort, 'revision is append-only'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger payload_only_erase before update on payload when new.body is not null or new.salt is not null
begin select raise(abort, 'a payload can only be erased'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger payload_no_delete before delete on payload begin select raise(abort, 'a payload can only be erased'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger checkpoint_no_update before update on checkpoint begin select raise(abort, 'checkpoint is append-only'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger checkpoint_no_delete before delete on checkpoint begin select raise(abort, 'checkpoint is append-only'); end;
-- +goose StatementEnd
