// jsforce in a process of its own: one kind of work, warmed up, then timed. Usage: node jsforce-client.mjs ADDRESS WORK RECORDS WARMUP
import jsforce from 'jsforce';

const [address, work, records, warmup] = process.argv.slice(2);
const fields = ['Id', 'FirstName', 'LastName', 'Company', 'Title', 'Email', 'Phone', 'Status', 'LeadSource', 'NumberOfEmployees', 'AnnualRevenue', 'CreatedDate'];
const connection = new jsforce.Connection({ instanceUrl: address.replace(/\/$/, ''), accessToken: process.env.SF_ACCESS_TOKEN, version: '62.0', maxRequest: 20 });
connection.bulk2.pollInterval = 100;
connection.bulk2.pollTimeout = 600_000;

const soql = count => `SELECT ${fields.join(', ')} FROM Lead LIMIT ${count}`;

function present(record) {
  let values = 0;
  for (const field of fields) {
    const value = record[field];
    if (value !== null && value !== undefined && value !== '') values++;
  }
  return values;
}

// Page after page in a loop: the fastest way that jsforce has, and nothing is kept.
async function restPages(count) {
  let page = await connection.query(soql(count));
  let seen = 0, values = 0;
  for (;;) {
    for (const record of page.records) values += present(record);
    seen += page.records.length;
    if (page.done) return [seen, values];
    page = await connection.queryMore(page.nextRecordsUrl);
  }
}

// The documented stream of records.
function restStream(count) {
  return new Promise((resolve, reject) => {
    let seen = 0, values = 0;
    const query = connection.query(soql(count));
    query.on('record', record => { seen++; values += present(record); });
    query.on('end', () => resolve([seen, values]));
    query.on('error', reject);
    query.run({ autoFetch: true, maxFetch: count });
  });
}

// jsforce joins the pages of a result without taking off the header that each of them repeats: those lines come as records, and are counted apart.
let headers = 0;
let progress = [0, 0];

async function bulk(count) {
  const stream = await connection.bulk2.query(soql(count));
  headers = 0;
  progress = [0, 0];
  return new Promise((resolve, reject) => {
    stream.on('record', record => {
      if (record.Id === 'Id') {
        headers++;
        return;
      }
      progress[0]++;
      progress[1] += present(record);
    });
    stream.on('end', () => resolve(progress));
    stream.on('error', reject);
  });
}

const row = (i, prefix) => ({
  FirstName: `First ${i}`, LastName: `Last ${i}`, Company: `Company ${i % 1000}`, Title: 'Head of purchasing', Email: `lead.${i}@example.com`, Phone: '+49 30 1234567',
  Street: `Street ${i}`, City: 'Berlin', PostalCode: '10115', Country: 'Germany', LeadSource: 'Web', Marketing_Id__c: `${prefix}-${i}`,
});

async function upsert(count, prefix) {
  const rows = Array.from({ length: count }, (_, i) => row(i, prefix));
  const results = await connection.sobject('Lead').upsert(rows, 'Marketing_Id__c', { allowRecursive: true });
  const written = results.filter(r => r.success).length;
  return [written, written * 12];
}

async function ingest(count, prefix) {
  const input = Array.from({ length: count }, (_, i) => row(i, prefix));
  const results = await connection.bulk2.loadAndWaitForResults({ object: 'Lead', operation: 'upsert', externalIdFieldName: 'Marketing_Id__c', input, pollInterval: 100, pollTimeout: 600_000 });
  return [results.successfulResults.length, results.successfulResults.length * 12];
}

const body = { rest: restPages, 'rest-stream': restStream, bulk, upsert, ingest }[work];
if (Number(warmup) > 0) await body(Number(warmup), `warm-js-${process.pid}`);
const start = process.hrtime.bigint();
const before = process.cpuUsage();

function report([done, values], finished) {
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const used = process.cpuUsage(before);
  console.log(JSON.stringify({ records: done, values, seconds, peakBytes: process.resourceUsage().maxRSS * 1024, processorSeconds: (used.user + used.system) / 1e6, finished, headers }));
  process.exit(0);
}

// Nothing is left to wait for, and yet the stream has not ended: jsforce keeps every record in a buffer of 500,000 that nobody reads (jsforce issue 697).
process.once('beforeExit', () => report(progress, false));
report(await body(Number(records), `js-${process.pid}`), true);
