-- +goose Up
create table credential (
  tenant text collate "C" not null, uid text collate "C" not null, hash text collate "C" not null, changed bigint not null, primary key (tenant, uid)
);
create table session (
  digest bytea primary key, tenant text collate "C" not null, uid text collate "C" not null, created bigint not null, seen bigint not null, expires bigint not null
);
create index session_of on session (tenant, uid);
create table token (
  digest bytea primary key, tenant text collate "C" not null, uid text collate "C" not null, title text collate "C" not null, created bigint not null,
  expires bigint not null, used bigint not null default 0
);
create index token_of on token (tenant, uid);
create table invitation (
  digest bytea primary key, tenant text collate "C" not null, uid text collate "C" not null, created bigint not null, expires bigint not null
);
