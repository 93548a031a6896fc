import { readOptions } from '../read-options.ts';
import { showStep, type Rule } from '../step.ts';

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
  report('package-install', isOwn && !removes ? 'L2' : 'L3', showStep(step));
};

/** Where a package comes from when it does not come from the registry. */
const FOREIGN =
  /^(?:git\+|https?:|git:|ssh:|git@|github:|gitlab:|bitbucket:|gist:|file:\/\/)|^[\w-]+@(?:git|https?|github):/;

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
    !/^(?:install|i|add|ci|update|upgrade|up|remove|uninstall|rm|un|get|require|link|sync|pip|tool|inject|global|isntall|in|it|cit|import|create|init|exec|dlx|x)$/.test(
      verb,
    )
  )
    return;
  const isGlobal =
    options.has('g', 'global', 'break-system-packages') || verb === 'global' || noun.startsWith('global');
  const isForeign =
    options.operands.slice(1).some((word) => FOREIGN.test(word)) ||
    /^https?:/.test(options.value('r', 'requirement') ?? '') ||
    options.has('index-url', 'extra-index-url', 'registry', 'trusted-host', 'find-links') ||
    step.argv.some(
      (word) =>
        /^(?:-i|--git|--source|--index)$/.test(word) && /^(?:pip|pip3|gem|cargo|uv)/.test(step.program),
    );
  report('package-install', isForeign || isGlobal ? 'L3' : 'L2', showStep(step));
};

const DATABASE_TASKS =
  /(?:^|[:\s])(?:db|database|schema)[:\s](?:drop|reset|wipe|purge|flush|truncate|clean|recreate|nuke|destroy)\b|\bmigrate[:\s](?:fresh|reset|refresh|rollback)\b|\b(?:reset_db|flush|sqlflush|drop-all|drop_all|force-reset|schema:drop|database drop)\b|--force-reset|\bmigrate reset\b|\bdowngrade base\b|\bdb push\b.*--accept-data-loss/;

/** `rails db:drop`, `prisma migrate reset`, `manage.py flush`: tasks of frameworks that empty databases. */
export const tasks: Rule = (step, report) => {
  if (
    !/^(?:rails|rake|prisma|knex|sequelize|sequelize-cli|typeorm|artisan|php|python|python3|manage\.py|django-admin|alembic|flyway|liquibase|dotnet|mix|drizzle-kit|flask|node|npm|pnpm|yarn|bun|doctrine|console|supabase|hasura|dbmate|goose|migrate|diesel|sqlx|atlas|wp|drush)$/.test(
      step.program,
    )
  )
    return;
  const line = step.argv.join(' ');
  const isDestructive =
    DATABASE_TASKS.test(line) ||
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
