-- Every change of an inspection as it is shown, in the order in which it came here, and how it stood then.
create table inspection_change (
  position bigint primary key,
  digest text not null,
  inspection text not null,
  area text not null,
  kind text not null,
  event text not null,
  type text not null,
  occurred_at timestamptz not null,
  stage text not null,
  sampled int not null,
  judged int not null,
  score_version bigint
);
create index inspection_change_by_area on inspection_change (area, position);
create index inspection_change_of on inspection_change (inspection, position);
drop index inspection_under_way;
create index inspection_under_way on inspection (stage, area, id) where stage <> 'reported';
