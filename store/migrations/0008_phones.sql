-- Customers' numbers, to be found by any three digits that stand together.
CREATE VIRTUAL TABLE phones_fts USING fts5 (text, content='', contentless_delete=1, tokenize="trigram");
INSERT INTO phones_fts (rowid, text)
  SELECT c.position, group_concat(replace(i.value, '+', ''), char(10))
  FROM customers c JOIN identifiers i ON i.customer = c.id
  WHERE c.forgotten = 0 AND i.kind IN ('phone', 'wa_id') GROUP BY c.position;
