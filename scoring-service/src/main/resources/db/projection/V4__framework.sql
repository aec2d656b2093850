-- The frameworks that are registered, each as the event that registered it.
create table framework (
  id text not null,
  version int not null,
  type_version int not null,
  registered bytea not null,
  primary key (id, version)
);
