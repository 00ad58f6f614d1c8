/**
 * Packages out of Debian's archive by apt-get, with sources, lists and a cache of its own: any user may call it, and
 * the PC's own apt stays as it is.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { output } from './command.ts';
import { NoGuest } from './no-guest.ts';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** The address that this PC has Debian from, and the code name of its release. */
async function debian(): Promise<{ address: string; release: string }> {
  const os = readFileSync('/etc/os-release', 'utf8');
  const field = (name: string): string => new RegExp(`^${name}="?([^"\n]*)`, 'm').exec(os)?.[1] ?? '';
  const release = field('VERSION_CODENAME');
  if (field('ID') !== 'debian') throw new NoGuest(`the kernel comes from Debian's archive, and this is ${field('ID')}`);
  const format = '$(REPO_URI) $(RELEASE) $(COMPONENT)';
  const rows = (await output('apt-get', ['indextargets', '--format', format, 'Created-By: Packages'])).split('\n');
  const address = rows.map((row) => row.split(' ')).find((row) => row[1] === release && row[2] === 'main')?.[0];
  if (address === undefined) throw new NoGuest(`apt has no source for Debian ${release}, main`);
  return { address, release };
}

/**
 * The package that the metapackage depends on first, as a file in `folder`. `suite` is what follows the release's code
 * name, as `-backports`; empty for the release itself. Throws NoGuest with apt's own words where it cannot be had.
 */
export async function download(metapackage: string, suite: string, folder: string): Promise<string> {
  const { address, release } = await debian();
  const own = join(folder, 'apt');
  for (const name of ['state/lists/partial', 'cache/archives/partial']) mkdirSync(join(own, name), { recursive: true });
  const sources = join(own, 'sources.list');
  const signed = existsSync(KEYRING) ? `[signed-by=${KEYRING}] ` : '';
  writeFileSync(sources, `deb ${signed}${address} ${release}${suite} main\n`);
  const settings = {
    'Dir::Etc::SourceList': sources,
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State': join(own, 'state'),
    'Dir::Cache': join(own, 'cache'),
    // apt's user of its own may not write here.
    'APT::Sandbox::User': process.getuid?.() === 0 ? 'root' : '',
  };
  const options = ['-q', ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])];

  await output('apt-get', [...options, '-o', 'APT::Update::Error-Mode=any', 'update']);
  const description = await output('apt-cache', [...options, '--no-all-versions', 'show', metapackage]);
  const dependency = /^Depends: (\S+)/m.exec(description)?.[1];
  if (dependency === undefined) throw new NoGuest(`${release}${suite} has no ${metapackage}`);
  // 'address' name size checksum
  const [, file] = (await output('apt-get', [...options, 'download', '--print-uris', dependency], folder)).split(' ');
  if (file === undefined) throw new NoGuest(`apt does not say where to get ${dependency}`);
  await output('apt-get', [...options, 'download', dependency], folder);
  return join(folder, file);
}
