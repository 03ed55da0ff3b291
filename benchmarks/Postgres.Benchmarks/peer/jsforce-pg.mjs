// Leads from Salesforce to PostgreSQL as users of jsforce and pg write it: page after page, one multi-row upsert for each 1,000 rows, the next page read meanwhile.
// Usage: node jsforce-pg.mjs ADDRESS HOST PORT USER DATABASE
import jsforce from 'jsforce';
import pg from 'pg';

const [address, host, port, user, database] = process.argv.slice(2);
const fields = ['Id', 'FirstName', 'LastName', 'Company', 'Title', 'Email', 'Phone', 'Status', 'LeadSource', 'NumberOfEmployees', 'AnnualRevenue', 'CreatedDate'];
const columns = ['id', 'first_name', 'last_name', 'company', 'title', 'email', 'phone', 'status', 'lead_source', 'employees', 'revenue', 'created'];
const BATCH = 1000;

const connection = new jsforce.Connection({ instanceUrl: address.replace(/\/$/, ''), accessToken: process.env.SF_ACCESS_TOKEN, version: '62.0' });
const client = new pg.Client({ host, port: Number(port), user, database, password: process.env.PGPASSWORD });
await client.connect();

const statements = new Map();
function statement(rows) {
  let text = statements.get(rows);
  if (!text) {
    const values = Array.from({ length: rows }, (_, r) => `(${columns.map((_, c) => `$${r * columns.length + c + 1}`).join(',')})`).join(',');
    const changes = columns.slice(1).map(name => `${name} = excluded.${name}`).join(', ');
    text = `INSERT INTO leads (${columns.join(', ')}) VALUES ${values} ON CONFLICT (id) DO UPDATE SET ${changes}`;
    statements.set(rows, text);
  }
  return text;
}

async function write(records) {
  for (let from = 0; from < records.length; from += BATCH) {
    const batch = records.slice(from, from + BATCH);
    const values = [];
    for (const record of batch) for (const field of fields) values.push(record[field]);
    await client.query(statement(batch.length), values);
  }
  return records.length;
}

const start = process.hrtime.bigint();
let written = 0;
let page = await connection.query(`SELECT ${fields.join(', ')} FROM Lead`);
for (;;) {
  const next = page.done ? null : connection.queryMore(page.nextRecordsUrl);
  written += await write(page.records);
  if (!next) break;
  page = await next;
}
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
const cpu = process.cpuUsage();
console.log(JSON.stringify({ records: written, seconds, cpuSeconds: (cpu.user + cpu.system) / 1e6 }));
await client.end();
