#!/bin/sh
# Makes the database's two roles: one owns and migrates, one works (docs/running.md, "The two roles of the database").
# The image of PostgreSQL runs it for a new database. It may be run again, also for a database that a superuser has made.
set -eu

owner_url=$(cat "${DATABASE_OWNER_URL_FILE:-/run/secrets/database_owner_url}")
working_url=$(cat "${DATABASE_URL_FILE:-/run/secrets/database_url}")
user_of() { printf %s "$1" | sed -E 's#^[a-z]+://([^:@/]+):([^@/]+)@.*$#\1#'; }
password_of() { printf %s "$1" | sed -E 's#^[a-z]+://([^:@/]+):([^@/]+)@.*$#\2#'; }
OWNER=$(user_of "$owner_url") OWNER_PASSWORD=$(password_of "$owner_url")
WORKING=$(user_of "$working_url") WORKING_PASSWORD=$(password_of "$working_url")
export OWNER OWNER_PASSWORD WORKING WORKING_PASSWORD

if [ "$OWNER" = "$WORKING" ] || [ "$OWNER" = "$POSTGRES_USER" ] || [ "$WORKING" = "$POSTGRES_USER" ]; then
    echo "database_owner_url and database_url must name two roles, neither of them $POSTGRES_USER" >&2
    exit 1
fi

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
SET client_min_messages = warning;
\set owner `printf %s "$OWNER"`
\set owner_password `printf %s "$OWNER_PASSWORD"`
\set working `printf %s "$WORKING"`
\set working_password `printf %s "$WORKING_PASSWORD"`

SELECT format('CREATE ROLE %I', name) FROM (VALUES (:'owner'), (:'working')) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE :"owner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE :"working" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'working_password';
SELECT format('REVOKE %I FROM %I', granted.rolname, :'working') FROM pg_auth_members
JOIN pg_roles granted ON granted.oid = roleid JOIN pg_roles member ON member.oid = pg_auth_members.member
WHERE member.rolname = :'working' \gexec

SELECT format('ALTER DATABASE %I OWNER TO %I', current_database(), :'owner') \gexec
SELECT format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()) \gexec
ALTER SCHEMA public OWNER TO :"owner";
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
-- What was made before. The sequences of a table go with it.
SELECT format('ALTER TABLE public.%I OWNER TO %I', tablename, :'owner') FROM pg_tables
WHERE schemaname = 'public' AND tableowner <> :'owner' \gexec
SELECT format('ALTER FUNCTION %s OWNER TO %I', oid::regprocedure, :'owner') FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND pg_get_userbyid(proowner) <> :'owner' \gexec
SQL
