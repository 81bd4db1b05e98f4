// The little of the C library that kernels.c needs where there is no operating system: text goes to the first serial port.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { port = 0x3f8, line_control = port + 3, line_status = port + 5 };

static void out(unsigned short where, unsigned char byte) {
  __asm__ volatile("outb %0, %1" ::"a"(byte), "Nd"(where));
}

static void write(char byte) {
  out(line_control, 3);  // eight bits, no parity
  unsigned char state;
  do __asm__ volatile("inb %1, %0" : "=a"(state) : "Nd"((unsigned short)line_status));
  while (!(state & 0x20));
  out(port, (unsigned char)byte);
}

FILE *stdout;

int fputs(const char *text, FILE *file) {
  (void)file;
  while (*text) write(*text++);
  return 0;
}

void *memcpy(void *to, const void *from, size_t count) {
  for (size_t i = 0; i < count; i++) ((volatile char *)to)[i] = ((const char *)from)[i];
  return to;
}

void *memset(void *bytes, int value, size_t count) {
  for (size_t i = 0; i < count; i++) ((volatile char *)bytes)[i] = (char)value;
  return bytes;
}

/// Memory is given out once: there is enough for all that is ever asked for.
void *aligned_alloc(size_t alignment, size_t count) {
  static char memory[192 << 20] __attribute__((aligned(4096)));
  static size_t used;
  used = (used + alignment - 1) / alignment * alignment + count;
  return used <= sizeof memory ? memory + used - count : NULL;
}

void free(void *bytes) { (void)bytes; }

void abort(void) {
  fputs("out of memory\n", stdout);
  for (;;) __asm__ volatile("hlt");
}
