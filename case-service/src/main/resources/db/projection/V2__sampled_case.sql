-- The cases of each sample, with the answers that stand.
create table sampled_case (
  id text primary key,
  inspection text not null references inspection,
  case_id text not null,
  sampled_version bigint not null,
  sentence text not null,
  age_band text not null,
  gender text not null,
  looked_after boolean not null,
  status text not null,
  inspector text,
  revision int not null,
  answers text
);
create index sampled_case_sample on sampled_case (inspection, sampled_version);
