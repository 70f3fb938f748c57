-- Inserts, an index, sorting, joins, grouping and updates in memory.
CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT, price REAL, kind INTEGER);
CREATE TABLE sale(item INTEGER, day INTEGER, amount INTEGER);
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
INSERT INTO item SELECT i, printf('%08x', i * 2654435761 % 4294967296), i * 7919 % 10007 / 10.0, i % 97 FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
INSERT INTO sale SELECT i * 48271 % 60000 + 1, i % 365, i * 31 % 13 FROM n;
COMMIT;
CREATE INDEX item_name ON item(name);
CREATE INDEX sale_item ON sale(item);
SELECT count(*), min(name), max(name), round(sum(price), 1) FROM item;
SELECT kind, count(*), round(avg(price), 3) FROM item GROUP BY kind ORDER BY 3 DESC LIMIT 5;
SELECT i.kind, sum(s.amount), round(sum(s.amount * i.price), 1) FROM sale s JOIN item i ON i.id = s.item
 GROUP BY i.kind ORDER BY 2 DESC, 1 LIMIT 5;
SELECT name FROM item WHERE name LIKE '%abc%' ORDER BY price DESC, name LIMIT 5;
UPDATE item SET price = price * 1.1 WHERE kind % 3 = 0;
DELETE FROM sale WHERE day BETWEEN 100 AND 150;
SELECT day, sum(amount) FROM sale GROUP BY day ORDER BY 2 DESC, 1 LIMIT 5;
SELECT count(DISTINCT substr(name, 1, 3)), round(total(price), 1) FROM item;
SELECT group_concat(name, ',') FROM (SELECT name FROM item ORDER BY substr(name, 5) LIMIT 8);
