-- Every figure of one snapshot, made anew from what was written down until then.
-- For an auditor: it needs nothing of the programme. docs/campaign.md says what each figure is.
WITH RECURSIVE
upto AS (SELECT last_input_id AS id FROM figure_snapshots WHERE id = :snapshot),
newest AS (
  SELECT max(id) AS id FROM figure_inputs WHERE id <= (SELECT id FROM upto) GROUP BY source, key
),
inputs AS (
  SELECT source, key, fact FROM figure_inputs
  WHERE id IN (SELECT id FROM newest) AND fact IS NOT NULL
),
bodies AS (
  SELECT key, CAST(fact ->> 'above' AS text) AS above, (fact ->> 'members')::bigint AS members,
         (fact ->> 'decided')::boolean AS decided, (fact ->> 'leaders')::bigint AS leaders
  FROM inputs WHERE source = 'bodies'
),
-- From the tops of the trees down; a body whose upper body is not among them is a top.
depths AS (
  SELECT key, 0 AS depth FROM bodies
  WHERE above IS NULL OR above NOT IN (SELECT key FROM bodies)
  UNION ALL
  SELECT bodies.key, depth + 1 FROM bodies JOIN depths ON bodies.above = depths.key
),
leaves_first AS (
  SELECT bodies.*, row_number() OVER (ORDER BY depth DESC, bodies.key) AS place
  FROM bodies JOIN depths ON depths.key = bodies.key
),
-- R(body) = the larger of its own number, where it counts and told one, and of what those below
-- it add up to. One body a step; what every body so far comes to is kept by its key.
reckoned AS (
  SELECT 0::bigint AS place, '{}'::jsonb AS of_decided, '{}'::jsonb AS of_leaders
  UNION ALL
  SELECT body.place,
    of_decided || jsonb_build_object(body.key, greatest(
      CASE WHEN decided THEN members END,
      (SELECT coalesce(sum((of_decided ->> below.key)::bigint), 0)
       FROM bodies AS below WHERE below.above = body.key))),
    of_leaders || jsonb_build_object(body.key, greatest(
      CASE WHEN leaders > 0 THEN members END,
      (SELECT coalesce(sum((of_leaders ->> below.key)::bigint), 0)
       FROM bodies AS below WHERE below.above = body.key)))
  FROM reckoned JOIN leaves_first AS body ON body.place = reckoned.place + 1
),
tops AS (
  SELECT (of_decided ->> key)::bigint AS workers, (of_leaders ->> key)::bigint AS leaders_workers
  FROM (SELECT * FROM reckoned ORDER BY place DESC LIMIT 1) AS everything, depths WHERE depth = 0
)
SELECT
  (SELECT coalesce(sum((fact ->> 'people')::bigint), 0) FROM inputs WHERE source = 'signatures')
    AS people,
  (SELECT count(*) FROM inputs
   WHERE source = 'signatures' AND (fact ->> 'signatures')::bigint > 0) AS countries,
  (SELECT count(*) FROM inputs WHERE source = 'events') AS events,
  (SELECT count(DISTINCT fact ->> 'country') FROM inputs WHERE source = 'events')
    AS event_countries,
  (SELECT count(*) FROM bodies WHERE decided) AS organisations,
  (SELECT coalesce(sum(workers), 0) FROM tops) AS workers,
  (SELECT coalesce(sum(leaders), 0) FROM bodies) AS leaders,
  (SELECT coalesce(sum(leaders_workers), 0) FROM tops) AS leaders_workers;
