# mainjob.sh TEXT DIRECTORY: the shell workload of the README's first command, after UnixBench's.
#
# For busybox's sh; every command of every pipeline is a process of its own. What it prints depends on TEXT alone: no
# paths, process ids or times. DIRECTORY is a writable one for its files; it is left empty.
text=$1
cd "$2" || exit 2

title() { echo "== $*"; }

leave() {
    status=$?
    rm -f sorted octal found part.* words common fifo
    echo "left with $status; files left: $(ls | wc -l)"
}
trap leave EXIT

title "sort a megabyte"
sort "$text" > sorted
wc < sorted
md5sum < sorted

title "od | sort -n"
head -c 200000 sorted | od -A d -t u1 | sort -n -k 2 > octal
tail -n 3 octal
md5sum < octal

title "grep | tee | wc"
grep -i the sorted | tee found | wc
md5sum < found

title "the most frequent words"
tr -cs 'A-Za-z' '\n' < "$text" | tr 'A-Z' 'a-z' | sort | uniq -c | sort -k 1nr -k 2 > words
head -n 1000 words | tee common | sed -n 1,8p

title "background jobs and wait"
for part in 1 2 3 4 5 6 7 8; do
    awk -v part=$part 'NR % 8 == part - 1' "$text" | sort | gzip -c | gunzip -c > part.$part &
done
wait
cat part.* | wc
for part in 1 2 3 4 5 6 7 8; do
    (sleep 0; exit $part) &
    wait $!
    printf '%d ' $?
done
echo

title "a while read loop"
count=0
longest=
while read -r times word; do
    count=$((count + times))
    [ ${#word} -gt ${#longest} ] && longest=$word
done < common
echo "$count times one of the thousand, the longest is $longest"

title "command substitution and a hundred processes"
total=0
for number in $(seq 1 100); do
    total=$((total + $(expr "$number" '*' "$number")))
done
echo "the squares up to 100 add up to $total"

title "here-document, redirections, descriptors"
cat > part.9 <<END
$(head -n 1 words) is the first; this is here-document $((6 * 7))
END
cat < part.9
{ echo one; echo two >&2; } > part.10 2> part.11
cat part.11 part.10 >> part.9
exec 3< part.9
read -r first <&3
read -r second <&3
exec 3<&-
echo "$first / $second"

title "fifo"
mkfifo fifo
grep -c sqlite "$text" > fifo &
read -r lines < fifo
wait
echo "$lines lines name sqlite"

title "traps and signals"
trap 'echo "caught USR1"' USR1
kill -USR1 $$
(trap 'echo "child caught TERM"; exit 7' TERM; kill -TERM $(sh -c 'echo $PPID'); echo "not reached")
echo "child ended with $?"
sh -c 'kill -KILL $$'
echo "killed child: $?"
yes | head -n 20000 | wc -l

title "exit codes"
false; echo "false: $?"
grep -q 'no such line in it' "$text"; echo "grep: $?"
./nothing 2> part.12; echo "not found: $?"
true && ! false && echo "true and not false"
set -e
(exit 3) || echo "subshell: $?"
exit 42
