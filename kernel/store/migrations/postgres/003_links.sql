-- +goose Up
-- Who refers to a record is answered from the index alone.
drop index link_to;
create index link_to on link (tenant, to_uid, field, till) include (uid);
