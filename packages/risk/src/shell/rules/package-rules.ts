import { readOptions } from '../read-options.ts';
import { showStep, type Rule, type Step } from '../step.ts';
import { FOREIGN_SOURCE } from './foreign-source.ts';
import { OFFENSIVE_TOOLS } from './system-rules.ts';

/** Packages that the distribution signs, by name: `jq`, `python3.11-dev`, `nginx=1.26*`. */
const PACKAGE_NAME = /^[a-z0-9][a-z0-9+._:*=~-]*$/i;
const UNSIGNED =
  /^(?:--allow-(?:unauthenticated|downgrades|remove-essential|insecure-repositories)|--force-\w+|--no-gpg-?check\w*|--nogpgcheck|--allow-untrusted|--nosignature|--nodeps|--force|-t|--repo|--repofrompath.*|--disablerepo.*|--root.*)$/;

/** Package managers of the system change it for everyone; those of a project change the project. */
const system: Rule = (step, report) => {
  const changes = step.argv.some((word) =>
    /^(?:install|add|remove|purge|autoremove|upgrade|dist-upgrade|full-upgrade|erase|reinstall|downgrade|update|build-dep|localinstall|swap|-[SRU]\w*|-i|--install|-r|--remove|-P|--purge)$/.test(
      word,
    ),
  );
  if (!changes) return report('package-query', 'L2', showStep(step));
  const isOwn = /^(?:brew|port|flatpak|nix-env|guix|scoop|choco|winget)$/.test(step.program);
  const removes = step.argv.some((word) =>
    /^(?:remove|purge|autoremove|erase|uninstall|-R\w*|-r|-P|--purge)$/.test(word),
  );
  report('package-install', !removes && (isOwn || installsNamed(step)) ? 'L2' : 'L3', showStep(step));
};

/** `apt-get install -y jq`, `apt update`: what the distribution offers, nothing that attacks, no check switched off. */
function installsNamed({ program, argv }: Step): boolean {
  const words = argv.filter((word) => !word.startsWith('-'));
  if (/^(?:pacman|yay|paru)$/.test(program))
    return argv.some((word) => /^-S\w*$/.test(word)) && words.every((word) => PACKAGE_NAME.test(word));
  return (
    /^(?:apt|apt-get|aptitude|dnf|yum|zypper|apk|pkg|xbps-install|snap)$/.test(program) &&
    !argv.some((word) => UNSIGNED.test(word)) &&
    /^(?:install|add|in|update|upgrade|refresh|reinstall)$/.test(words[0] ?? '') &&
    words
      .slice(1)
      .every(
        (word) =>
          PACKAGE_NAME.test(word) && !/\.(?:deb|rpm|apk|snap)$/.test(word) && !OFFENSIVE_TOOLS.has(word),
      )
  );
}

/** Hosts of Go modules that everybody uses. */
const GO_HOSTS =
  /^(?:(?:[\w-]+\.)*golang\.org|github\.com|gitlab\.com|bitbucket\.org|gopkg\.in|go\.uber\.org|google\.golang\.org|k8s\.io|sigs\.k8s\.io|honnef\.co|mvdan\.cc|cuelang\.org|gotest\.tools|go\.opentelemetry\.io|cloud\.google\.com|modernc\.org)\//;

const project: Rule = (step, report) => {
  const options = readOptions(step.argv, 'r requirement c prefix C dir w workspace filter F t target');
  const [verb = '', noun = ''] = options.operands;
  const line = `${verb} ${noun}`;
  if (
    /^(?:publish|unpublish|deprecate|owner|access|yank|dist-tag|upload|push|login|adduser|token|logout|signup|team|org|star|hook)\b/.test(
      verb,
    ) &&
    !/^(?:dist-tag|owner|token|team|org|hook|access) (?:ls|list)/.test(line) &&
    !options.has('dry-run')
  ) {
    return report('publication', 'L3', showStep(step));
  }
  if (
    /^(?:config|set) set|^set /.test(line) &&
    step.argv.some((word) =>
      /registry|auth|token|ignore-scripts|strict-ssl|proxy|index-url|script-shell|shell/i.test(word),
    )
  )
    return report('package-configuration', 'L3', showStep(step));
  if (
    !/^(?:run|download|wheel|install|i|add|ci|update|upgrade|up|remove|uninstall|rm|un|get|require|link|sync|pip|tool|inject|global|isntall|in|it|cit|import|create|init|exec|dlx|x)$/.test(
      verb,
    )
  )
    return;
  const isGlobal =
    options.has('g', 'global', 'break-system-packages') || verb === 'global' || noun.startsWith('global');
  const isStrange = (word: string): boolean =>
    (step.program === 'go' && /^[\w-]+(?:\.[\w-]+)+\/\S*@/.test(word) && !GO_HOSTS.test(word)) ||
    // `npm install someone/thing` is GitHub's.
    (/^(?:npm|pnpm|yarn|bun)$/.test(step.program) && /^[\w-]+\/[\w.-]+(?:#\S*)?$/.test(word));
  const isForeign =
    options.operands.slice(1).some((word) => FOREIGN_SOURCE.test(word) || isStrange(word)) ||
    (step.program === 'pipx' &&
      step.argv.some((word) => FOREIGN_SOURCE.test(word.replace(/^--?[\w-]+=/, '')))) ||
    /^https?:/.test(options.value('r', 'requirement') ?? '') ||
    options.has('index-url', 'extra-index-url', 'registry', 'trusted-host', 'find-links') ||
    step.argv.some(
      (word) =>
        /^(?:-i|--git|--source|--index)$/.test(word) && /^(?:pip|pip3|gem|cargo|uv)/.test(step.program),
    );
  if (/^(?:run|x|exec|dlx|init|create)$/.test(verb) && !isForeign) return;
  report('package-install', isForeign || isGlobal ? 'L3' : 'L2', showStep(step));
};

const DATABASE_TASKS =
  /(?:^|[:.\s])(?:db|database|schema|ecto)[:.\s](?:drop|reset|wipe|purge|flush|truncate|clean|recreate|nuke|destroy)\b|\bmigrate[:\s](?:fresh|reset|refresh|rollback)\b|\b(?:reset_db|flush|sqlflush|drop-all|drop_all|force-reset|schema:drop|database drop|db:migrate:undo:all)\b|--force-reset|\bmigrate reset\b|\bdowngrade base\b|\bdb push\b.*--accept-data-loss/;

/** `rails db:drop`, `prisma migrate reset`, `manage.py flush`: tasks of frameworks that empty databases. */
export const tasks: Rule = (step, report) => {
  if (
    !/^(?:rails|rake|prisma|knex|sequelize|sequelize-cli|typeorm|artisan|symfony|craft|spark|php|python|python3|manage\.py|django-admin|alembic|flyway|liquibase|dotnet|mix|drizzle-kit|flask|node|npm|pnpm|yarn|bun|doctrine|console|supabase|hasura|dbmate|goose|migrate|diesel|sqlx|atlas|wp|drush)$/.test(
      step.program,
    )
  )
    return;
  const line = step.argv.join(' ');
  const isDestructive =
    (DATABASE_TASKS.test(line) && !/[:-](?:test|ci|e2e)\b/.test(line)) ||
    (/^(?:flyway|liquibase)$/.test(step.program) && /\b(?:clean|dropAll|drop-all)\b/.test(line)) ||
    (/^(?:goose|migrate|dbmate|diesel|sqlx|atlas|wp|drush)$/.test(step.program) &&
      /\b(?:drop|reset|clean|sql-drop|down)\b/.test(line));
  if (isDestructive) report('database-destruction', 'L3', showStep(step));
};

const table = (names: string, rule: Rule): [string, Rule][] => names.split(' ').map((name) => [name, rule]);

export const PACKAGE_RULES: ReadonlyMap<string, Rule> = new Map([
  ...table(
    'apt apt-get aptitude dpkg yum dnf rpm zypper apk pacman yay paru emerge snap xbps-install pkg brew port flatpak nix-env guix scoop choco winget',
    system,
  ),
  ...table(
    'npm pnpm yarn bun deno pip pip2 pip3 pipx uv poetry pdm pipenv conda mamba gem bundle cargo go composer npx twine dotnet nuget',
    project,
  ),
]);
