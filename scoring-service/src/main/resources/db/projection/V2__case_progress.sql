-- How far each inspection's case stream is applied.
create table case_progress (
  inspection text primary key,
  case_version bigint not null
);
