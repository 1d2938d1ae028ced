<?php
// capaian.php at work:
//
//   example.php send KEYFILE SPOOL ENDPOINT=KEY[,ENDPOINT=KEY...] [UNIT INDICATOR PERIOD VALUE AS_OF [REF]]
//     puts the figure into the spool, then sends all that is there; prints `ID OUTCOME COLLECTOR CODE...` of each
//   example.php watch KEYFILE STATE ENDPOINT=KEY[,ENDPOINT=KEY...]
//     prints `snapshot COUNT` and `event NUMBER ALERT STATE`; goes on after what the file STATE keeps
declare(strict_types=1);

require __DIR__ . '/capaian.php';

use Capaian\V1\{AlertState, Outcome};

function servers_of(string $text): array
{
    return array_map(function (string $each): array {
        [$endpoint, $key] = explode('=', $each);
        return [$endpoint, hex2bin($key)];
    }, explode(',', $text));
}

function send(string $keys, string $folder, string $servers, string ...$figure): void
{
    $spool = new Capaian\Spool($folder);
    if ($figure) {
        [$unit, $indicator, $period, $value, $as_of] = $figure;
        $spool->put(Capaian\figure($unit, $indicator, $period, $value, (int) $as_of, ['ref' => $figure[5] ?? '']));
    }
    $sender = new Capaian\Sender(servers_of($servers), Capaian\read_keys($keys));
    foreach ($sender->flush($spool) as $id => $reply) {
        echo implode(' ', [bin2hex($id), Outcome::name($reply->getOutcome()), $reply->getReceipt()?->getCollector() ?? '-',
            ...array_column(Capaian\said($reply), 1)]), "\n";
    }
}

function keep(string $state, string $epoch, int $number): void
{
    file_put_contents("$state.new", bin2hex($epoch) . " $number\n");
    rename("$state.new", $state);
}

function watch(string $keys, string $state, string $servers): void
{
    [$epoch, $number] = is_file($state) ? explode(' ', trim(file_get_contents($state))) : ['', '0'];
    $watch = Capaian\watch(servers_of($servers), Capaian\read_keys($keys), hex2bin($epoch), (int) $number);
    foreach ($watch as [$kind, $what, $epoch, $number]) {
        echo $kind === 'snapshot' ? 'snapshot ' . count($what)
            : "event $number {$what->getAlert()} " . AlertState::name($what->getState()), "\n";
        keep($state, $epoch, $number);
    }
}

['send' => send(...), 'watch' => watch(...)][$argv[1]](...array_slice($argv, 2));
