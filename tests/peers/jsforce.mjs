// Drives the Salesforce simulator with jsforce, unmodified. Usage: node jsforce.mjs http://127.0.0.1:8765
import jsforce from 'jsforce';

const [url, username = 'integration@simulator.example', password = 'simulator-password'] = process.argv.slice(2);
let passed = 0;
const failures = [];

function check(name, holds, seen) {
  if (holds) passed++;
  else failures.push(`${name}: ${JSON.stringify(seen)?.slice(0, 300)}`);
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${name}`);
}

async function part(name, body) {
  try {
    await body();
  } catch (error) {
    check(name, false, `${error.errorCode ?? error.name} ${error.message}`);
  }
}

const connection = new jsforce.Connection({
  version: '63.0',
  oauth2: { loginUrl: url, clientId: '3MVG9simulator.consumer.key', clientSecret: 'simulator-consumer-secret', redirectUri: 'http://127.0.0.1/' },
});

await part('login', async () => {
  const user = await connection.login(username, password);
  check('login', user.id.startsWith('005'), user);
  check('identity', (await connection.identity()).username === username);
});

await part('query', async () => {
  const first = await connection.query('SELECT Id, Name, Owner.Name FROM Lead');
  let count = first.records.length;
  for (let page = first; !page.done;) {
    page = await connection.queryMore(page.nextRecordsUrl);
    count += page.records.length;
  }
  check('query pages to the end', count === first.totalSize && count > 2000, { count, total: first.totalSize });
  const nested = await connection.query('SELECT Id, (SELECT Id, LastName FROM Contacts) FROM Account');
  check('nested subquery', nested.records.some(r => r.Contacts?.records?.length > 0) && nested.records.some(r => r.Contacts === null), nested.records[0]);
  const found = await connection.sobject('Lead').find({ LeadSource: 'Web' }, ['Id', 'Name']).sort('-CreatedDate').limit(5);
  check('find', found.length === 5, found);
  check('count', (await connection.sobject('Lead').count({ LeadSource: 'Web' })) > 5);
  check('explain', (await connection.query('SELECT Id FROM Lead').explain()).plans.length === 1);
  await connection.query('SELECT Nope FROM Lead').then(() => check('error code', false), e => check('error code', e.errorCode === 'INVALID_FIELD', e));
});

await part('records', async () => {
  const created = await connection.sobject('Account').create({ Name: 'jsforce' });
  check('create', created.success, created);
  check('retrieve', (await connection.sobject('Account').retrieve(created.id)).Name === 'jsforce');
  check('update', (await connection.sobject('Account').update({ Id: created.id, Name: 'changed' })).success);
  check('destroy', (await connection.sobject('Account').destroy(created.id)).success);
  // jsforce does not percent-encode '/' and '?' in external ids (its upsert concatenates the path), so those two are left out.
  for (const key of ['plain', 'a b', 'ü€', '100%', "o'hara"]) {
    const upserted = await connection.sobject('Lead').upsert({ LastName: 'Upsert', Company: 'C', Marketing_Id__c: key }, 'Marketing_Id__c');
    const again = await connection.sobject('Lead').upsert({ Title: 'T', Marketing_Id__c: key }, 'Marketing_Id__c');
    check(`upsert by '${key}'`, upserted.success && again.success && (await connection.sobject('Lead').count({ Marketing_Id__c: key })) === 1, { upserted, again });
  }
});

await part('collections', async () => {
  const leads = Array.from({ length: 450 }, (_, i) => ({ LastName: `Many ${i}`, Company: 'X' }));
  const created = await connection.sobject('Lead').create(leads, { allowRecursive: true });
  check('create many', created.length === 450 && created.every(r => r.success), created[0]);
  const updated = await connection.sobject('Lead').update(created.map(r => ({ Id: r.id, Title: 'T' })), { allowRecursive: true });
  check('update many', updated.every(r => r.success), updated[0]);
  const read = await connection.sobject('Lead').retrieve(created.slice(0, 10).map(r => r.id));
  check('retrieve many', read.length === 10 && read[0].Title === 'T', read[0]);
  const mixed = await connection.sobject('Lead').upsert([{ Marketing_Id__c: 'Z1', LastName: 'A', Company: 'B' }, { Marketing_Id__c: 'Z2', Company: 'B' }], 'Marketing_Id__c');
  check('upsert many', mixed[0].success && !mixed[1].success, mixed);
  const destroyed = await connection.sobject('Lead').destroy(created.map(r => r.id), { allowRecursive: true });
  check('destroy many', destroyed.every(r => r.success), destroyed[0]);
});

await part('bulk', async () => {
  const rows = await (await connection.bulk2.query('SELECT Id, Name, CreatedDate FROM Lead', { pollInterval: 50, pollTimeout: 60000 })).toArray();
  check('bulk query', rows.length > 2000 && rows[0].Id.startsWith('00Q'), rows.length);
  const loaded = await connection.bulk2.loadAndWaitForResults({
    object: 'Lead', operation: 'insert', pollInterval: 50, pollTimeout: 60000,
    input: [{ LastName: 'One', Company: 'X, "y"' }, { Company: 'no name' }, { LastName: 'Two\nlines', Company: 'Z' }],
  });
  check('bulk ingest', loaded.successfulResults.length === 2 && loaded.failedResults.length === 1, loaded);
});

await part('the rest', async () => {
  check('describe', (await connection.describe('Lead')).fields.length > 40);
  check('describe all', (await connection.describeGlobal()).sobjects.length > 10);
  check('limits', (await connection.limits()).DailyApiRequests.Max > 0);
  check('limit header', connection.limitInfo?.apiUsage?.limit > 0, connection.limitInfo);
  const end = new Date(Date.now() + 60000);
  const start = new Date(Date.now() - 3600000);
  check('updated', (await connection.sobject('Lead').updated(start, end)).ids.length > 0);
  check('deleted', (await connection.sobject('Lead').deleted(start, end)).deletedRecords.length > 0);
  check('search', (await connection.search('FIND {Berg} IN ALL FIELDS RETURNING Lead(Id, Name)')).searchRecords.length > 0);
});

console.log(`${passed} passed, ${failures.length} failed`);
for (const failure of failures) console.error(failure);
process.exit(failures.length === 0 ? 0 : 1);
