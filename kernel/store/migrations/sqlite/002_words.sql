-- +goose Up
-- Words are looked up in memory (docs/decisions/0009).
drop table search;
drop table search_row;
