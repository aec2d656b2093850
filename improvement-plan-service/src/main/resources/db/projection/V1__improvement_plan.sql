-- Improvement plans: what lists are cut by, and each plan as it is shown.
create table improvement_plan (
  inspection text primary key,
  area text not null,
  status text not null,
  due_on date not null,
  version bigint not null,
  requested_position bigint not null,
  changed_position bigint not null,
  modified_at timestamptz not null,
  document text not null
);
create index improvement_plan_newest on improvement_plan (requested_position desc);
create index improvement_plan_of_area on improvement_plan (area, requested_position desc);
create index improvement_plan_in_status on improvement_plan (status, requested_position desc);
create index improvement_plan_changed on improvement_plan (changed_position);
