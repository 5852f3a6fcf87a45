// Runs Lighthouse over the pages told on standard input and prints one line of JSON a run.
// In: {chrome, flags: [...], runs, pages: [{name, url, cookie, phone}]}. Accessibility is judged in the first run.
import {launch} from 'chrome-launcher';
import lighthouse, {desktopConfig} from 'lighthouse';

const read = async () => {
  let text = '';
  for await (const chunk of process.stdin) text += chunk;
  return JSON.parse(text);
};

const look = async (page, port, first) => {
  const flags = {
    port,
    output: 'json',
    logLevel: 'error',
    onlyCategories: first ? ['performance', 'accessibility'] : ['performance'],
    disableStorageReset: false,
    extraHeaders: page.cookie ? {Cookie: page.cookie} : undefined,
    locale: 'en-US',
  };
  const {lhr} = await lighthouse(page.url, flags, page.phone ? undefined : desktopConfig);
  const score = (category) => (category ? Math.round(category.score * 100) : null);
  const failed = Object.values(lhr.audits)
    .filter((audit) => audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode !== 'informative')
    .map((audit) => audit.id);
  return {
    name: page.name,
    url: lhr.finalDisplayedUrl,
    performance: score(lhr.categories.performance),
    accessibility: score(lhr.categories.accessibility),
    lcp: lhr.audits['largest-contentful-paint']?.numericValue ?? null,
    blocking: lhr.audits['total-blocking-time']?.numericValue ?? null,
    shift: lhr.audits['cumulative-layout-shift']?.numericValue ?? null,
    fault: lhr.runtimeError?.message ?? '',
    failed: first ? failed : [],
  };
};

const job = await read();
const chrome = await launch({
  chromePath: job.chrome,
  chromeFlags: ['--headless=new', ...job.flags],
  logLevel: 'silent',
});
try {
  for (let run = 0; run < job.runs; run += 1) {
    for (const page of job.pages) {
      console.log(JSON.stringify(await look(page, chrome.port, run === 0)));
    }
  }
} finally {
  await chrome.kill();
}
