<?php
// Capaian for PHP: figures sent until they are answered, alerts watched without missing one.
//
// Needs Debian's php-zmq and php-google-protobuf, PHP's own sodium, and the schema: protoc -I proto --php_out=DIR
// proto/capaian/v1/*.proto, DIR in CAPAIAN_SCHEMA. Instants are milliseconds since 1970 UTC; keys are [public, secret]
// of 32 bytes each. The rules are those of PROTOCOL.md: section 5 for Sender, section 7 for watch.
declare(strict_types=1);

namespace Capaian;

use Capaian\V1\{Content, Decimal, Envelope, FollowCredit, FollowRequest, Outcome, QueryRequest, ReceiptRequest, Row};
use Capaian\V1\{SnapshotQuery, SubmitRequest, Wait};

const SILENCE_MS = 3000, SILENCE_MAX_MS = 15000, PATIENCE_MS = 5000, ASK_MS = 1000, RETRY_MS = 200;
const CREDIT = 1024;

spl_autoload_register(function (string $class): void {
    $name = str_replace('\\', '/', $class) . '.php';
    foreach ([getenv('CAPAIAN_SCHEMA') ?: __DIR__, '/usr/share/php'] as $folder) {
        if (is_file("$folder/$name")) {
            require_once "$folder/$name";
            return;
        }
    }
});

/** A fault of the caller: ->stable is its code, the message is for people. */
class Refused extends \Exception
{
    public readonly string $stable;

    public function __construct($refusal)
    {
        parent::__construct($refusal->getCode() . ': ' . $refusal->getSentenceId());
        $this->stable = $refusal->getCode();
    }
}

/** [public, secret] of a file that keygen wrote. */
function read_keys(string $path): array
{
    preg_match_all('/^(public|secret) = ([0-9a-f]{64})$/m', file_get_contents($path), $found);
    $keys = array_combine($found[1], $found[2]);
    return [hex2bin($keys['public']), hex2bin($keys['secret'])];
}

/** UUIDv7: kept with its content until that is answered. */
function message_id(): string
{
    $id = substr(pack('J', (int) (microtime(true) * 1000)), 2) . random_bytes(10);
    $id[6] = chr(0x70 | (ord($id[6]) & 0x0f));
    $id[8] = chr(0x80 | (ord($id[8]) & 0x3f));
    return $id;
}

/** The bytes of a message with one row; $value as text, exactly: "12.5". More rows: Capaian\V1\Content. */
function figure(string $unit, string $indicator, string $period, string $value, ?int $as_of = null, array $more = []): string
{
    if (!preg_match('/^-?[0-9]+(\.[0-9]{1,9})?$/D', $value)) {
        throw new \ValueError("$value is not a number: write 1234.5");
    }
    [$whole, $digits] = explode('.', $value . '.');
    if (!is_int(0 + ($whole . $digits))) {
        throw new \ValueError("$value has too many digits");
    }
    $decimal = new Decimal(['coefficient' => $whole . $digits, 'scale' => strlen($digits)]);
    $row = new Row(['indicator' => $indicator, 'period' => $period, 'value' => $decimal,
        'as_of' => $as_of ?? (int) (microtime(true) * 1000)] + $more);
    return (new Content(['unit' => $unit, 'rows' => [$row]]))->serializeToString();
}

/** A DEALER to one of several servers, [[endpoint, public key]]; the next one after silence. */
class Connection
{
    private ?\ZMQSocket $dealer = null;
    private int $at = 0;

    public function __construct(private array $servers, private array $keys)
    {
    }

    private function open(): \ZMQSocket
    {
        if ($this->dealer === null) {
            [$endpoint, $key] = $this->servers[$this->at];
            $this->dealer = new \ZMQSocket(new \ZMQContext(1, false), \ZMQ::SOCKET_DEALER);
            $this->dealer->setSockOpt(\ZMQ::SOCKOPT_LINGER, 0);
            $this->dealer->setSockOpt(\ZMQ::SOCKOPT_IMMEDIATE, 1);
            $this->dealer->setSockOpt(\ZMQ::SOCKOPT_CURVE_SERVERKEY, $key);
            $this->dealer->setSockOpt(\ZMQ::SOCKOPT_CURVE_PUBLICKEY, $this->keys[0]);
            $this->dealer->setSockOpt(\ZMQ::SOCKOPT_CURVE_SECRETKEY, $this->keys[1]);
            $this->dealer->connect($endpoint);
        }
        return $this->dealer;
    }

    public function close(): void
    {
        $this->dealer = null;
    }

    public function next(): void
    {
        $this->close();
        $this->at = ($this->at + 1) % count($this->servers);
    }

    /** False where nobody takes it in time. */
    public function send(int $timeout, array $kind): bool
    {
        $dealer = $this->open();
        $dealer->setSockOpt(\ZMQ::SOCKOPT_SNDTIMEO, $timeout);
        return $dealer->send((new Envelope(['version' => 1] + $kind))->serializeToString()) !== false;
    }

    /** The next Envelope, null after silence; an Envelope.refusal throws. */
    public function receive(int $timeout): ?Envelope
    {
        $dealer = $this->open();
        $dealer->setSockOpt(\ZMQ::SOCKOPT_RCVTIMEO, max(0, $timeout));
        $frame = $dealer->recv();
        if ($frame === false) {
            return null;
        }
        $envelope = new Envelope();
        $envelope->mergeFromString($frame);
        if ($envelope->getKind() === 'refusal') {
            throw new Refused($envelope->getRefusal());
        }
        return $envelope;
    }

    /** The first message for which $ours gives it, null after silence. */
    public function wait(int $timeout, callable $ours): mixed
    {
        $end = hrtime(true) + $timeout * 1_000_000;
        while (($envelope = $this->receive(intdiv($end - hrtime(true), 1_000_000))) !== null) {
            if (($message = $ours($envelope)) !== null) {
                return $message;
            }
        }
        return null;
    }
}

/** One message at a time, to whichever collector answers. */
class Sender extends Connection
{
    /**
     * The SubmitReply with the verdict (else with the receipt), however long it takes. The same id and content may be
     * given again at any time.
     */
    public function submit(string $id, string $content, bool $judged = true): V1\SubmitReply
    {
        $request = new SubmitRequest(['message_id' => $id, 'content' => $content, 'patience_ms' => PATIENCE_MS,
            'wait' => $judged ? Wait::WAIT_JUDGED : Wait::WAIT_STORED]);
        $ours = fn (Envelope $envelope) => $envelope->getKind() === 'submit_reply'
            && $envelope->getSubmitReply()->getMessageId() === $id ? $envelope->getSubmitReply() : null;
        [$silence, $ask, $stored] = [SILENCE_MS, ASK_MS, false];
        for (;;) {
            // Stored already: what became of it is asked, and where that is not known it is sent again.
            $kind = $stored ? ['receipt' => new ReceiptRequest(['message_id' => $id])] : ['submit' => $request];
            $patience = $judged && !$stored ? PATIENCE_MS : 0;
            $reply = $this->send($silence, $kind) ? $this->wait($silence + $patience, $ours) : null;
            if ($reply === null) {
                $this->next();
                $silence = min(2 * $silence, SILENCE_MAX_MS);
                $stored = false;
                continue;
            }
            $outcome = $reply->getOutcome();
            if ($reply->hasReceipt() && $outcome !== Outcome::OUTCOME_CONFLICT) {
                check_receipt($reply->getReceipt(), $content);
            }
            if ($outcome === Outcome::OUTCOME_BUSY) {
                usleep(1000 * ($reply->getRetryAfterMs() ?: RETRY_MS));
            } elseif ($outcome === Outcome::OUTCOME_UNKNOWN) {
                $stored = false;
            } elseif ($outcome === Outcome::OUTCOME_STORED && $judged) {
                $stored = true;
                $pushed = $this->wait($ask, $ours);
                $ask = min(2 * $ask, SILENCE_MAX_MS);
                if ($pushed !== null && $pushed->getOutcome() !== Outcome::OUTCOME_STORED) {
                    return $pushed;
                }
            } else {
                return $reply;
            }
        }
    }

    /** Sends all that is in the spool, oldest first, and yields id => reply of each once it is out of it. */
    public function flush(Spool $spool, bool $judged = true): \Generator
    {
        foreach ($spool->ids() as $id) {
            $reply = $this->submit($id, $spool->content($id), $judged);
            $spool->remove($id);
            yield $id => $reply;
        }
    }
}

function check_receipt(V1\Receipt $receipt, string $content): void
{
    if ($receipt->getContentHash() !== sodium_crypto_generichash($content, '', 32)) {
        throw new \Exception('the collector holds other content under this id');
    }
}

/**
 * What a SubmitReply says for people: [row, code, sentence] of each fault, warning and note; row from 0, null for the
 * message.
 */
function said(V1\SubmitReply $reply): array
{
    $said = [];
    foreach (array_filter([$reply->getRefusal(), $reply->getVerdict()?->getRefusal()]) as $refusal) {
        $said[] = [null, $refusal->getCode(), $refusal->getSentenceId()];
    }
    foreach ($reply->getVerdict()?->getResults() ?? [] as $result) {
        $said[] = [$result->getRow(), $result->getCode(), $result->getSentenceId()];
    }
    return $said;
}

/**
 * A folder of messages that are not answered yet: a file each, named by its id, its content on disk before put returns.
 * (PHP cannot sync a folder: a power failure within seconds may lose the name.) One process flushes it at a time; any
 * may put.
 */
class Spool
{
    public function __construct(private string $folder)
    {
        is_dir($folder) || mkdir($folder, 0770, true);
    }

    private function path(string $id): string
    {
        return $this->folder . '/' . bin2hex($id);
    }

    public function put(string $content): string
    {
        $path = $this->path($id = message_id());
        $file = fopen("$path.part", 'x');
        if (!$file || fwrite($file, $content) !== strlen($content) || !fsync($file) || !fclose($file)
            || !rename("$path.part", $path)) {
            throw new \Exception("$path cannot be written");
        }
        return $id;
    }

    public function ids(): array
    {
        return array_map('hex2bin', preg_grep('/^[0-9a-f]{32}$/', scandir($this->folder)));
    }

    public function content(string $id): string
    {
        return file_get_contents($this->path($id));
    }

    public function remove(string $id): void
    {
        unlink($this->path($id));
    }
}

/** Questions to the evaluator. */
class Asker extends Connection
{
    private int $number = 0;

    /** The pages of the answer; again from the first after silence. */
    public function pages(array $question): array
    {
        [$pages, $cursor, $silence] = [[], '', SILENCE_MS];
        for (;;) {
            $this->number++;
            $request = new QueryRequest(['request' => $this->number, 'cursor' => $cursor] + $question);
            $ours = fn (Envelope $envelope) => $envelope->getKind() === 'query_reply'
                && (int) $envelope->getQueryReply()->getRequest() === $this->number ? $envelope->getQueryReply() : null;
            $reply = $this->send($silence, ['query' => $request]) ? $this->wait($silence, $ours) : null;
            if ($reply === null) {
                $this->next();
                [$pages, $cursor, $silence] = [[], '', min(2 * $silence, SILENCE_MAX_MS)];
                continue;
            }
            if ($reply->hasRefusal()) {
                throw new Refused($reply->getRefusal());
            }
            $pages[] = $reply->{'get' . str_replace('_', '', ucwords($reply->getWhat(), '_'))}();
            $cursor = $reply->getNextCursor();
            if ($cursor === '') {
                return $pages;
            }
        }
    }
}

/**
 * Yields for ever what comes after (epoch, number): ['event', AlertEvent], each once and in order, and ['snapshot',
 * [AlertEvent]], to be shown instead of what was shown, at the beginning and after another epoch. With each come the
 * epoch and number to keep, as [kind, what, epoch, number]: keep them once it is dealt with.
 */
function watch(array $servers, array $keys, string $epoch = '', int $number = 0, string $unit = ''): \Generator
{
    $follow = new Connection($servers, $keys);
    $silence = 5000;
    for (;;) {
        if ($epoch === '') {
            $follow->close();
            $pages = (new Asker($servers, $keys))->pages(['snapshot' => new SnapshotQuery(['unit' => $unit])]);
            [$epoch, $number] = [$pages[0]->getEpoch(), (int) $pages[0]->getNumber()];
            $standing = array_merge(...array_map(fn ($page) => iterator_to_array($page->getStanding()), $pages));
            yield ['snapshot', $standing, $epoch, $number];
        }
        $taken = 0;
        $follow->send($silence, ['follow' => new FollowRequest(
            ['epoch' => $epoch, 'after' => $number, 'unit' => $unit, 'credit' => CREDIT])]);
        for (;;) {
            $envelope = $follow->receive($silence);
            if ($envelope === null) {    // the evaluator was restarted, or the connection broke: libzmq does not say so
                $follow->next();
                $silence = min(2 * $silence, 20000);
                break;
            }
            $silence = 5000;
            if ($envelope->getKind() === 'follow_gone') {
                $epoch = '';
                break;
            }
            if ($envelope->getKind() !== 'follow_batch') {
                continue;
            }
            $batch = $envelope->getFollowBatch();
            if ($batch->getEpoch() !== $epoch || (int) $batch->getAfter() > $number) {    // a batch was lost
                break;
            }
            foreach ($batch->getEvents() as $event) {
                if ((int) $event->getNumber() > $number) {
                    $number = (int) $event->getNumber();
                    yield ['event', $event, $epoch, $number];
                }
            }
            $number = max($number, (int) $batch->getUpto());
            $taken += count($batch->getEvents());
            if ($taken >= CREDIT / 2) {
                $follow->send($silence, ['follow_credit' => new FollowCredit(['credit' => $taken])]);
                $taken = 0;
            }
        }
    }
}
