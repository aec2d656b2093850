-- Whether anything is new is read from an index alone: of all plans, of an area's, of one plan.
drop index improvement_plan_changed;
create index improvement_plan_changed
  on improvement_plan (changed_position desc) include (modified_at);
create index improvement_plan_changed_in_area
  on improvement_plan (area, changed_position desc) include (modified_at);
alter table improvement_plan
  drop constraint improvement_plan_pkey,
  add primary key (inspection) include (area, version, modified_at);
-- From here on the newest change has the latest date; until now every plan had dates of its own.
update improvement_plan
  set modified_at = (select max(modified_at) + interval '1 second' from improvement_plan);
