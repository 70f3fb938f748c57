/* dirty: what spawn starts. Dirties 12 pages of its own and ends. */
enum { PAGES = 12, PAGE_SIZE = 4096 };
static volatile char data[PAGES * PAGE_SIZE];

int main(void)
{
    for (int i = 0; i < PAGES; i++)
        data[i * PAGE_SIZE] = 1;
    return 0;
}
