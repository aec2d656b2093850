-- Self-audits, whose histories their areas alone may see; an area is absent until announced.
create table self_audit (
  id text primary key,
  area text
);
insert into self_audit (id, area)
select stream, convert_from(data, 'UTF8')::jsonb ->> 'area'
from log.received
where type = 'InspectionAnnounced'
  and convert_from(data, 'UTF8')::jsonb ->> 'kind' = 'self-audit';
insert into self_audit (id)
select distinct inspection from history_event where topic = 'self-audit-score-events'
on conflict do nothing;
