-- The rights in a service's database, in which a superuser runs this. Safe to repeat, also on a database that was made
-- before its log had an owner of its own. The database has the name of the user that the service runs as; the user
-- that migrates the log, and owns it, has that name with _owner. Both users must exist. What the service may do in
-- the log's tables, its migration says at each start (event-store, postgres/Rights).
do $$
declare
  service text := current_database();
  owner text := current_database() || '_owner';
  log_table record;
begin
  execute format('alter database %I owner to %I', service, owner);
  execute format('revoke all on database %I from public', service);
  execute format('revoke all on database %I from %I', service, service);
  -- It makes the schemas of its read models itself, and makes them anew beside themselves.
  execute format('grant connect, create on database %I to %I', service, service);
  revoke all on schema public from public;
  if exists (select from pg_namespace where nspname = 'log') then
    execute format('alter schema log owner to %I', owner);
    for log_table in
      select oid::regclass as name from pg_class
      where relnamespace = 'log'::regnamespace and relkind = 'r'
        and pg_get_userbyid(relowner) <> owner
    loop
      execute format('alter table %s owner to %I', log_table.name, owner);
    end loop;
  end if;
end
$$;
