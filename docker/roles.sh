#!/bin/sh
# Runs once, in an empty database folder: the roles that apps/runner/postgres-roles.mjs makes for the embedded server.
set -eu
psql --set=ON_ERROR_STOP=1 --username=postgres --dbname=postgres \
  --set=migrator_password="$MIGRATOR_PASSWORD" --set=app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE migrator LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'migrator_password';
CREATE ROLE app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT PASSWORD :'app_password';
CREATE ROLE recorder NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
GRANT recorder TO app;
CREATE DATABASE fanfare OWNER migrator;
SQL
