// What a spreadsheet made of a cell before it was saved as CSV. It looks like data and is not what was typed.
#pragma once

enum excel_damage {
    EXCEL_INTACT,
    EXCEL_MADE_DATE,       // Mar-26, 01/03/2026 where 2026-03 was typed
    EXCEL_MADE_TIME,       // 1:32
    EXCEL_MADE_ROUNDED,    // 1,23457E+11
    EXCEL_MADE_FAULT,      // #DIV/0!, #REF!, ####
};

enum excel_damage excel_damage(const char *text);
