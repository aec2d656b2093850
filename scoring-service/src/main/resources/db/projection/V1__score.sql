-- The newest score of each inspection.
create table score (
  inspection text primary key,
  area text not null,
  kind text not null,
  framework_id text not null,
  framework_version int not null,
  provisional boolean not null,
  sampled int not null,
  judged int not null,
  case_version bigint not null,
  version bigint not null,
  scorer int not null,
  changed_at timestamptz not null,
  scores text not null,
  reinspection_proposed boolean,
  reinspection_why text,
  first_position bigint not null
);
create index score_newest on score (first_position desc);
