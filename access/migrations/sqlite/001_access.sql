-- +goose Up
create table credential (
  tenant text not null, uid text not null, hash text not null, changed integer not null, primary key (tenant, uid)
) strict, without rowid;
create table session (
  digest blob primary key, tenant text not null, uid text not null, created integer not null, seen integer not null, expires integer not null
) strict, without rowid;
create index session_user on session (tenant, uid);
create table token (
  digest blob primary key, tenant text not null, uid text not null, title text not null, created integer not null,
  expires integer not null, used integer not null default 0
) strict, without rowid;
create index token_user on token (tenant, uid);
create table invitation (
  digest blob primary key, tenant text not null, uid text not null, created integer not null, expires integer not null
) strict, without rowid;
