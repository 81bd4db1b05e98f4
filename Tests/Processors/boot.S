// Takes a processor from where GRUB leaves it, 32 bits and no paging, to 64 bits with all vector registers, and calls main.
  .code32
  .section .multiboot, "a"
  .long 0x1badb002, 0, -0x1badb002

  .text
  .globl _start
_start:
  mov $stack_end, %esp
  // The first GiB at its own place, in pages of 2 MiB.
  movl $directories + 3, tables
  movl $pages + 3, directories
  mov $pages, %edi
  mov $0x83, %eax
  mov $512, %ecx
1: mov %eax, (%edi)
  add $0x200000, %eax
  add $8, %edi
  loop 1b
  mov $tables, %eax
  mov %eax, %cr3
  mov $0x40620, %eax           // PAE, OSFXSR, OSXMMEXCPT, OSXSAVE
  mov %eax, %cr4
  mov $0xc0000080, %ecx        // EFER: long mode
  rdmsr
  or $0x100, %eax
  wrmsr
  mov $0x80000013, %eax        // paging, monitoring of the coprocessor, extension type, protection
  mov %eax, %cr0
  lgdt descriptor
  ljmp $8, $long_mode

  .code64
long_mode:
  xor %ecx, %ecx
  xor %edx, %edx
  mov $0xe7, %eax              // x87, SSE, AVX, and the three states of AVX-512
  xsetbv
  call __cpu_indicator_init
  call main
halt:
  hlt
  jmp halt

  .section .rodata
  .align 8
gdt: .quad 0, 0x00af9a000000ffff
descriptor:
  .word 15
  .long gdt

  .bss
  .align 4096
tables: .skip 4096
directories: .skip 4096
pages: .skip 4096
stack: .skip 1 << 18
stack_end:
