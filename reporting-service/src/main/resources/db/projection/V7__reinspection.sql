-- Which inspection a re-inspection follows up: its report is compared with that one's.
create table reinspection (
  id text primary key,
  reinspection_of text not null
);
create index reinspection_of on reinspection (reinspection_of);
insert into reinspection (id, reinspection_of)
select stream, convert_from(data, 'UTF8')::jsonb ->> 'reinspectionOf'
from log.received
where type = 'InspectionAnnounced'
  and convert_from(data, 'UTF8')::jsonb ->> 'reinspectionOf' is not null;
