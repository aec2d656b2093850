-- Master keys that were seen here, each with something that only it opens: a wrong one shows at once.
create table master_key (
  id text primary key,
  proof bytea not null
);

-- The key of each case that ever had a note, wrapped by a master key. Of an erased case the row stays
-- without its key, so that none is made again.
create table case_key (
  inspection text not null,
  case_id text not null,
  master text references master_key,
  wrapped bytea,
  erased_at timestamptz,
  erased_by text,
  primary key (inspection, case_id),
  check ((wrapped is null) = (master is null)),
  check ((wrapped is null) = (erased_at is not null)),
  check ((erased_at is null) = (erased_by is null))
);
create index case_key_master on case_key (master) where wrapped is not null;

-- Up to where in the log every erasure was applied here: in this database, so that an older copy of
-- the keys knows of an older place. The hash tells whether it is the same log.
create table erasures_applied (
  shard int primary key,
  position bigint not null,
  hash bytea
);
insert into erasures_applied (shard, position) values (0, 0);
