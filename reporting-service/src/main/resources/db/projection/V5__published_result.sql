-- Published results, the platform's own and imported ones, as the national comparison reads them.
create table published_result (
  id text primary key,
  platform boolean not null,
  area text not null,
  kind text not null,
  framework_id text not null,
  earliest date not null,
  latest date not null,
  figures text not null,
  source text not null,
  note text,
  version bigint not null,
  changed_position bigint not null,
  modified_at timestamptz not null
);
create index published_result_known on published_result (framework_id, latest);
-- Whether anything is new is read from an index alone: of all results, of a framework's. While the
-- results are few, the first may do for a framework too.
create index published_result_changed
  on published_result (changed_position desc) include (modified_at, framework_id);
create index published_result_changed_in_framework
  on published_result (framework_id, changed_position desc) include (modified_at);
insert into published_result
select id, true, area, kind, framework_id, published_on, published_on,
  jsonb_strip_nulls(
    jsonb_build_object(
      'headlines',
      (select coalesce(jsonb_agg(jsonb_build_object(
           'id', headline -> 'id', 'percent', headline -> 'percent', 'band', headline -> 'band',
           'interval', headline -> 'interval') order by place), '[]')
         from jsonb_array_elements(scores::jsonb -> 'headlines')
                with ordinality as one (headline, place)),
      'overall', scores::jsonb -> 'overall',
      'points', case when scores::jsonb ? 'overall' then scores::jsonb -> 'points' end,
      'maximum', case when scores::jsonb ? 'overall' then scores::jsonb -> 'maximum' end,
      'standards',
      (select coalesce(jsonb_agg(jsonb_build_object(
           'id', standard -> 'id', 'rating', standard -> 'rating') order by place), '[]')
         from jsonb_array_elements(scores::jsonb -> 'standards')
                with ordinality as one (standard, place)
         where standard ->> 'rating' is not null)))::text,
  '/v1/reports/' || id, null, version, published_position,
  date_trunc('second', now())
from report
where status = 'published' and kind <> 'SELF_AUDIT';
