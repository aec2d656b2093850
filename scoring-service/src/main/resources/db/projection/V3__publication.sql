-- Which of an inspection's scores its report is drafted from, and which one is published.
create table publication (
  inspection text primary key,
  drafted_version bigint not null,
  published_version bigint
);
