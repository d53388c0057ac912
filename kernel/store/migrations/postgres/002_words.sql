-- +goose Up
-- Words are looked up in memory (docs/decisions/0011).
drop table search;
