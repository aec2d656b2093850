-- Frameworks that were registered, a row a version.
create table framework (
  id text primary key,
  framework_id text not null,
  version int not null,
  title text not null,
  in_force_from date not null,
  in_force_to date,
  document text not null,
  registered_by text not null,
  registered_at timestamptz not null,
  registered_position bigint not null
);
create index framework_newest on framework (framework_id, version desc);
create index framework_in_order on framework (registered_position);
