#include "commands/template.h"

#include "catalogue/columns.h"
#include "catalogue/files.h"

#include <string.h>

static const struct part {
    const char *file;
    const char *indonesian, *english;
    const char *example;
} parts[] = {
    {"units.csv", "unit: perangkat daerah dan jabatan, siapa melapor kepada siapa (Bupati tanpa reports_to)",
     "units: departments and posts, and whom each reports to",
     "bupati,Bupati,kepala daerah,,2025-02-20,,,,\n"
     "dispar,Dinas Pariwisata,dinas,bupati,2025-02-20,,,3.26,\n"},
    {"indicators.csv", "indikator kinerja: satuan, rumus, cara menggabungkan angka, sumber data, penanggung jawab",
     "indicators: satuan, formula, consolidation, source, responsible unit",
     "par01,Kunjungan wisatawan,dispar,,orang,0,ratio,higher,events,period,month,sum,sum,,,0,,,"
     "Karcis masuk,,,,,Orang yang masuk objek wisata menurut nomor karcis,2026-01-01,\n"},
    {"targets.csv", "target tiap indikator dan periode; judged = yes bila dinilai, bobot per unit berjumlah 100",
     "targets by indicator and period; judged ones can be missed",
     "par01,2026-Q1,150000,,to_date,no,,\npar01,2026,1000000,,to_date,yes,100,\npar01,2025..2029,6500000,,to_date,no,,"
     "\n"},
    {"holders.csv", "pejabat: siapa memegang jabatan (definitif, Plt, Plh, Pj); pakai kode, bukan NIP atau NIK",
     "holders of posts; a code of your own, never an identity number",
     "dispar,P0201,Kepala Dinas Pariwisata,definitive,2026-01-26,,inauguration,SK 15/2026\n"},
    {"policy.ini", "kebijakan: zona waktu, gaya angka, jatuh tempo, penguncian, toleransi", "policies",
     "tolerance = 5%\n"},
    {"calendar.csv", "hari libur, untuk tenggat dalam hari kerja (10wd)", "holidays, for spans of working days",
     "2026-12-25,Natal,holiday\n"},
    {"plan.csv", "pohon rencana: tujuan, sasaran, program", "the plan's tree: goals, objectives, programmes",
     "S2.1,,sasaran,Daya tarik wisata naik,RPJMN Prioritas 2\n"},
    {"shares.csv", "bagian unit lain dalam suatu indikator: adds (menambah) atau answers (ikut menjawab, persen)",
     "other units' parts in an indicator", "par01,bupati,answers,30\n"},
    {"scales.csv", "skala predikat: urutan, nilai, batas bawah", "scales of grades", "akip,BB,5,5,70\n"},
    {"ladder.csv", "tangga konsekuensi menurut peraturan", "ladders of consequences",
     "jpt,1,dinas,score<80,12,,6 bulan perbaikan,PP 11/2017\n"},
    {"opening.csv", "realisasi rencana beberapa tahun sebelum buku besar dimulai",
     "what had been realized of a plan before the ledger began", "par01,2025-12-31,1240000,,,LKjIP 2025\n"},
};

// What each policy means; its default is the reader's.
static const struct meaning {
    const char *key;
    const char *indonesian, *english;
} meanings[] = {
    {"numbers", "gaya angka dalam berkas: id (1.234,5) atau en (1,234.5); tanpa ini hanya angka yang tidak mendua",
     "how numbers are written: id (1.234,5) or en (1,234.5); without it only what has one reading"},
    {"timezone", "zona waktu: Asia/Jakarta, Asia/Makassar, Asia/Jayapura", "time zone of days and due dates"},
    {"satuan", "daftar satuan yang boleh dipakai indikator, dipisah koma", "the satuan that indicators may use"},
    {"due", "jatuh tempo laporan, dihitung dari hari terakhir periode (d hari kalender, wd hari kerja)",
     "when a report falls due, from the period's last day (d calendar days, wd working days)"},
    {"lock", "kapan periode terkunci, dihitung dari hari terakhir periode", "when a period is locked"},
    {"grace", "berapa lama menunggu kolektor yang belum terdengar sebelum menilai",
     "how long to wait for a collector that has not been heard"},
    {"tolerance", "seberapa jauh di bawah target sebelum peringatan tertinggal (% atau poin)",
     "how far from the target before an alert says behind (% or points)"},
    {"clear", "seberapa dekat ke target agar peringatan tertinggal selesai", "how near the target ends it"},
    {"plausible", "rentang wajar suatu angka terhadap targetnya", "what is plausible, against the target"},
    {"bands", "sebutan capaian, dari yang tertinggi, atau nama susunan yang sudah ada (lima, lampu, akip, skm)",
     "names for attainments from the highest, or a ready-made set of them"},
    {"score_cap", "batas atas capaian tiap indikator dalam kartu nilai, persen", "cap of attainments in scorecards"},
    {"tenure_target", "target selama masa jabatan: trajectory (sesuai lintasan) atau remaining (sisa)",
     "the target of a tenure: trajectory or remaining"},
    {"min_months", "berapa bulan dalam jabatan sebelum ada konsekuensi", "months in a post before consequences"},
    {"missing_reasons", "alasan yang boleh dipakai untuk data yang tidak tersedia, dipisah koma",
     "the reasons that a missing figure may have"},
    {"escalation", "naik ke atasan bila tidak diketahui selama ini; none: tidak pernah",
     "unacknowledged for so long: told to the superior; none: never"},
    {"review", "siapa mereviu angka sebelum konsekuensi: none atau desk", "who reviews before consequences"},
};

static const struct meaning *meaning_of(const char *key) {
    static const struct meaning none = {"", "", ""};
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (strcmp(meanings[i].key, key) == 0)
            return &meanings[i];
    }
    return &none;
}

static void add_policies(struct capaian_string *out) {
    struct policy_key_text key;
    capaian_string_add(out,
                       "; Yang di bawah ini adalah nilai bawaan. Hapus titik koma di depan kunci untuk mengubahnya.\n"
                       "; These are the defaults. Take the semicolon away from a key to change it.\n");
    for (size_t i = 0; policy_key(i, &key); i++) {
        const struct meaning *meaning = meaning_of(key.name);
        bool has = *key.absent != '\0';
        if (*meaning->indonesian != '\0')
            capaian_string_add(out, "\n; %s\n; (%s)\n", meaning->indonesian, meaning->english);
        else
            capaian_string_add(out, "\n");
        if (!has)
            capaian_string_add(out, "; tanpa nilai bawaan (no default)\n");
        capaian_string_add(out, ";%s = %s\n", key.name, has ? key.absent : key.example);
    }
}

void template_file(struct capaian_string *out, size_t rank) {
    const struct columns *columns = catalogue_columns(rank);
    if (rank == FILE_POLICY)
        add_policies(out);
    for (size_t i = 0; columns != NULL && i < columns->count; i++)
        capaian_string_add(out, "%s%s%s", i > 0 ? "," : "", columns->list[i].name, i + 1 == columns->count ? "\n" : "");
}

static const struct part *part_of(size_t rank) {
    static const struct part none = {"", "", "", ""};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (strcmp(parts[i].file, catalogue_file_names[rank]) == 0)
            return &parts[i];
    }
    return &none;
}

const char *template_example(size_t rank) {
    return part_of(rank)->example;
}

static void add_part(struct capaian_string *out, size_t rank) {
    const struct columns *columns = catalogue_columns(rank);
    const struct part *part = part_of(rank);
    if (columns == NULL && rank != FILE_POLICY)
        return;
    capaian_string_add(out, "%s (%s)\n  %s\n  (%s)\n", catalogue_file_names[rank],
                       catalogue_file_required(rank) ? "WAJIB, required" : "boleh tidak ada, optional",
                       part->indonesian, part->english);
    if (columns != NULL) {
        const char *separator = "  kolom wajib (required columns): ";
        for (size_t i = 0; i < columns->count; i++) {
            if (!columns->list[i].required)
                continue;
            capaian_string_add(out, "%s%s", separator, columns->list[i].name);
            separator = ", ";
        }
        capaian_string_add(out, "\n");
    }
    for (const char *at = part->example; *at != '\0';) {
        size_t size = strcspn(at, "\n");
        capaian_string_add(out, "  contoh: %.*s\n", (int)size, at);
        at += size + (at[size] == '\n');
    }
    capaian_string_add(out, "\n");
}

void template_readme(struct capaian_string *out) {
    capaian_string_add(
        out, "KATALOG KINERJA\n\n"
             "Folder ini memuat apa yang dijanjikan: unit, indikator, target, pejabat, dan kebijakan. Tiap berkas\n"
             "CSV sudah berisi judul kolom; isilah baris di bawahnya. Berkas .txt ini tidak dibaca.\n\n"
             "Urutan mengisi\n"
             "  1. policy.ini     zona waktu dan gaya angka (numbers = id atau en) lebih dahulu\n"
             "  2. units.csv      mulai dari Bupati, lalu Sekda, lalu perangkat daerah\n"
             "  3. indicators.csv hanya indikator yang terukur\n"
             "  4. targets.csv    paling sedikit satu angka untuk tiap indikator\n"
             "  5. holders.csv    siapa yang bertanggung jawab\n"
             "  6. bila diperlukan: plan.csv, scales.csv, shares.csv, opening.csv, ladder.csv, calendar.csv\n\n"
             "Memeriksa\n"
             "  capaian-evaluator catalogue check FOLDER     apa yang masih salah: berkas, baris, kolom\n"
             "  capaian-evaluator catalogue --help           semua kolom, nama lainnya, dan isinya\n"
             "  capaian-evaluator catalogue apply FOLDER --basis \"SK Bupati ...\" --effective 2026-01-01 --dry-run\n\n"
             "Dengan Excel: format semua kolom sebagai Teks sebelum mengisi (jika tidak, 2026-03 menjadi Mar-26),\n"
             "simpan sebagai CSV UTF-8. Bila Excel memakai titik koma dan koma desimal:\n"
             "  capaian-evaluator catalogue import FOLDER-EXCEL FOLDER-BARU --numbers id\n\n"
             "Tanggal ditulis 2026-01-31, periode 2026, 2026-S1, 2026-Q1 atau 2026-03.\n\n");
    for (size_t rank = 0; rank < CATALOGUE_FILES; rank++)
        add_part(out, rank);
    capaian_string_add(
        out, "IN ENGLISH\n\n"
             "Each CSV file has its header; write rows below it, in the order policy.ini, units.csv,\n"
             "indicators.csv, targets.csv, holders.csv. Words may be English or Indonesian. Format cells as\n"
             "Text in a spreadsheet before you type. `capaian-evaluator catalogue check FOLDER` says what is\n"
             "wrong with file, line and column; `catalogue --help` lists all columns.\n");
}
