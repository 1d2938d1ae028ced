// What people send: logging in, and what they do about an alert.
#pragma once

#include "dashboard/request.h"

enum { ACTS_A_MINUTE = 30, LOGINS_OF_ADDRESS = 60, LOGINS_OF_PERSON = 5 };

void login_serve(struct view *view, struct request *request, struct answer *answer);

// From one of this person's own pages, by somebody who may act, and not too often. False: the page says why not.
bool act_allowed(struct view *view, struct request *request);
void act_serve(struct view *view, struct request *request, struct answer *answer);
