-- Improvement plans: what lists are cut and sorted by, and each plan as its events tell it.
create table improvement_plan (
  inspection text primary key,
  area text not null,
  body text not null,
  status text not null,
  overseer text not null,
  closed boolean not null,
  open_kind text,
  open_number int,
  open_on date,
  document text not null
);
-- What is late changes with the day, and the order of the days does not: what has been open longest
-- comes first, what has nothing open after it, what is closed at the end.
create index improvement_plan_open on improvement_plan (closed, open_on, area, inspection);
create index improvement_plan_open_in_area
  on improvement_plan (area, closed, open_on, inspection);
create index improvement_plan_open_in_status
  on improvement_plan (status, closed, open_on, area, inspection);
